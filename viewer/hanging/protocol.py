"""Hanging protocols as values: what goes into which cell, and for what examination."""

from __future__ import annotations

from dataclasses import dataclass, field

from viewer.model.layout import MOST_COLUMNS, MOST_ROWS

PLANES = frozenset({"axial", "sagittal", "coronal", "oblique"})
KINDS = frozenset({"single", "slices", "cine"})  # of what is in a cell


@dataclass(frozen=True, slots=True)
class CellRule:
    """What one cell wants and how it shows it; an empty criterion is met by everything."""

    name: str = ""  # "left CC": for the person, where it is missing
    modality: tuple[str, ...] = ()
    view: tuple[str, ...] = ()  # "CC", "PA"
    side: str = ""  # "R" or "L"
    plane: tuple[str, ...] = ()  # "axial", "sagittal", "coronal"
    words: tuple[str, ...] = ()  # meanings of `hanging-words.toml`, one of which must be there
    without: tuple[str, ...] = ()  # none of which may be there
    prefer: tuple[str, ...] = ()  # meanings or planes that decide between several
    kind: tuple[str, ...] = ()  # "single", "slices", "cine"
    least_images: int = 0
    most_images: int = 0  # 0: no limit
    study: str = "current"  # or "prior"
    like: int = 0  # number of the cell, from 1, whose content it should resemble
    main: bool = False  # the series that is on show already
    window: str = ""  # name of a preset of the modality
    start: str = "first"  # "first", "middle", "last"
    right: str = ""  # letter that the right edge should have, "A" or "P"
    bottom: str = ""
    toward: str = ""  # edge of the cell at which the picture stands
    tiles: tuple[int, int] = (1, 1)
    empty: bool = False  # nothing is put here

    @property
    def strictness(self) -> int:
        """How many things it asks for."""
        criteria = (self.modality, self.view, self.side, self.plane, self.words, self.kind)
        return sum(map(bool, criteria)) + bool(self.least_images) + bool(self.like)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way to hang an examination."""

    id: str
    name: str
    rows: int = 1
    columns: int = 1
    cells: tuple[CellRule, ...] = field(default=(CellRule(main=True),))
    modality: tuple[str, ...] = ()  # of which the examination must have one
    body: tuple[str, ...] = ()  # meanings, of which the examination must have one
    needs: int = 0  # cells that must be filled; 0: all
    automatic: bool = False  # what everybody expects, so that nobody has to ask for it
    compact: bool = False  # cells that stay empty are left out
    alike: bool = False  # millimetres look the same in every cell
    link: bool | None = None  # scrolling by position
    lines: bool = False  # where the slices of one cell lie in the others
    is_own: bool = False  # saved by the person

    def __post_init__(self) -> None:
        if not (1 <= self.rows <= MOST_ROWS and 1 <= self.columns <= MOST_COLUMNS):
            raise ValueError(f"a grid of {self.rows} x {self.columns} is outside 1 x 1 to 3 x 4")
        if not 1 <= len(self.cells) <= self.rows * self.columns:
            raise ValueError(f"{len(self.cells)} cells for {self.rows} x {self.columns} places")

    @property
    def least_filled(self) -> int:
        """Cells that must have something."""
        return self.needs or sum(not cell.empty for cell in self.cells)
