"""How pictures are arranged: hanging, tiles, places and windows."""

from viewer.ui.action_spec import ActionSpec

_TILES = ((1, 1), (2, 2), (3, 3), (4, 4))


def _tiles(rows: int, columns: int) -> ActionSpec:
    count = rows * columns
    return ActionSpec(
        id=f"tiles-{rows}x{columns}",
        text="No tiles" if count == 1 else f"{count} tiles, {rows} × {columns}",
        run=lambda t: t.arrange.set_tiles(rows, columns),
        menu="Window/Tiles",
        keys=(f"Ctrl+Alt+{rows}",),
        tip="Consecutive images of the series in one viewport",
        needs_image=True,
        words=f"tile mode stack montage {rows}x{columns}",
    )


ARRANGE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "hang-next",
        "Usual arrangement, then the next",
        lambda t: t.arrange.hang_next(),
        "Window/Hang as",
        ("Shift+H",),
        "layout",
        "Arrange this examination as it is usually read; again for another way",
        needs_image=True,
        separated=True,
        words="hanging protocol hang default reading",
    ),
    ActionSpec(
        "hang-save",
        "Save this layout…",
        lambda t: t.arrange.save_layout(),
        "Window/Hang as",
        icon="save",
        tip="Keep the arrangement for examinations of this kind",
        needs_image=True,
        words="hanging protocol template own",
    ),
    *(_tiles(rows, columns) for rows, columns in _TILES),
    ActionSpec(
        "tiles-next",
        "Next page of tiles",
        lambda t: t.arrange.page_tiles(1),
        "Window/Tiles",
        ("Ctrl+PgDown",),
        needs_image=True,
        separated=True,
        words="tile page stack",
    ),
    ActionSpec(
        "tiles-previous",
        "Previous page of tiles",
        lambda t: t.arrange.page_tiles(-1),
        "Window/Tiles",
        ("Ctrl+PgUp",),
        needs_image=True,
        words="tile page stack",
    ),
    ActionSpec(
        "detach",
        "In a window of its own, and back",
        lambda t: t.arrange.toggle_detached(),
        "Window",
        ("Ctrl+Shift+D",),
        "external",
        "For another screen; closing the window puts the picture back",
        needs_image=True,
        separated=True,
        words="monitor second screen display undock floating pop out",
    ),
)
