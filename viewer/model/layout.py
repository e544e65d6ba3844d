"""A grid of viewports."""

from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 3
MOST_COLUMNS: Final = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows x columns of cells, row by row; each holds a display set uid or ""."""

    rows: int = 1
    columns: int = 1
    cells: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= MOST_ROWS and 1 <= self.columns <= MOST_COLUMNS):
            raise ValueError(f"layout {self.rows} x {self.columns} is outside 1x1 to 3x4")
        if len(self.cells) != self.rows * self.columns:
            raise ValueError("layout needs one entry per cell")
