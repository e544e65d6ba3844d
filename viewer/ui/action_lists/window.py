"""The grid of viewports."""

from viewer.ui.action_spec import ActionSpec

_LAYOUTS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 4), (2, 2), (2, 3), (3, 2), (2, 4),
            (3, 3), (3, 4))  # fmt: skip
_LAYOUT_KEYS = {(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)}


def _layout(rows: int, columns: int) -> ActionSpec:
    count = rows * columns
    words = "One picture" if count == 1 else f"{count} pictures, {rows} × {columns}"
    return ActionSpec(
        id=f"layout-{rows}x{columns}",
        text=words,
        run=lambda t: t.viewport.set_layout(rows, columns),
        menu="Window/Layout",
        keys=(f"Ctrl+{count}",) if (rows, columns) in _LAYOUT_KEYS else (),
        needs_image=True,
        words=f"grid viewports tile split screen hang {rows}x{columns}",
    )


WINDOW_ACTIONS: tuple[ActionSpec, ...] = tuple(_layout(rows, columns) for rows, columns in _LAYOUTS)
