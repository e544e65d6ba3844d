"""A grid of viewports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows x columns of cells, row by row; each holds a display set uid or ""."""

    rows: int = 1
    columns: int = 1
    cells: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= 3 and 1 <= self.columns <= 4):
            raise ValueError(f"layout {self.rows} x {self.columns} is outside 1x1 to 3x4")
        if len(self.cells) != self.rows * self.columns:
            raise ValueError("layout needs one entry per cell")
