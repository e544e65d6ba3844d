"""Directory records -> who belongs to whom, by their links, by file order where those fail.

Every record names its first child and its next sibling. Each such chain is followed on its
own, so one bad link costs the order of its own siblings at most: what no chain reaches
belongs to the nearest record above it in file order (M-021).
"""

from collections import Counter
from dataclasses import dataclass, field

from viewer.limits import DIRECTORY_DEPTH
from viewer.media.dicomdir_records import Record, RecordTable

PATIENT, STUDY, SERIES, LEAF = 1, 2, 3, 4
_LEVELS = {"PATIENT": PATIENT, "STUDY": STUDY, "SERIES": SERIES}
_LEAVES = (
    "IMAGE", "RT DOSE", "RT STRUCTURE SET", "RT PLAN", "RT TREAT RECORD", "PRESENTATION",
    "WAVEFORM", "SR DOCUMENT", "KEY OBJECT DOC", "ENCAP DOC", "SPECTROSCOPY", "RAW DATA",
    "REGISTRATION", "FIDUCIAL", "VALUE MAP", "SURFACE", "MEASUREMENT", "TRACT", "SURFACE SCAN",
    "STEREOMETRIC", "PLAN", "ASSESSMENT", "RADIOTHERAPY", "ANNOTATION", "WAVEFORM PRESENTATION",
    "OVERLAY", "MODALITY LUT", "VOI LUT", "CURVE", "STORED PRINT", "HL7 STRUC DOC",
)  # fmt: skip
LEVELS = _LEVELS | dict.fromkeys(_LEAVES, LEAF)
# Kinds outside the hierarchy; PRIVATE, retired and unknown ones may stand anywhere.
ROOT_KINDS = frozenset(
    {"HANGING PROTOCOL", "PALETTE", "IMPLANT", "IMPLANT ASSY", "IMPLANT GROUP", "INVENTORY"}
)


@dataclass(slots=True)
class RecordTree:
    """Offsets of each record's children, and of the records that have no parent."""

    children: dict[int, list[int]] = field(default_factory=dict)
    roots: list[int] = field(default_factory=list)
    damage: Counter[str] = field(default_factory=Counter)


def link_records(table: RecordTable) -> RecordTree:
    """Give every record exactly one place in a tree at most eight levels deep."""
    return _Linker(table).link()


class _Linker:
    def __init__(self, table: RecordTable) -> None:
        self._records = table.records
        self._first_root = table.first_root
        self._parents: dict[int, int] = {}
        self._tree = RecordTree()
        self._shift = self._find_shift()

    def link(self) -> RecordTree:
        at_root = self._root_chain()
        for record in self._records.values():
            if record.lower:
                self._adopt_chain(record)
        self._place_the_rest(at_root)
        return self._tree

    def _find_shift(self) -> int:
        """What must be added to the links: some writers count without the preamble."""
        links = (record.lower for record in self._records.values() if record.lower)
        first = next(links, 0)
        if not first or first in self._records:
            return 0
        lower = [first, *links]
        offsets = list(self._records)
        candidates = (0, 128, -128, offsets[min(1, len(offsets) - 1)] - min(lower))
        best = max(candidates, key=lambda shift: sum(at + shift in self._records for at in lower))
        if best:
            self._tree.damage["links are shifted"] += 1
        return best

    def _root_chain(self) -> set[int]:
        """Records that the root's chain of siblings names."""
        chain: set[int] = set()
        at = self._first_root
        if self._records and at not in self._records:
            at += self._shift
        while at in self._records and at not in chain:
            chain.add(at)
            at = self._next(self._records[at])
        if at and self._records:
            self._tree.damage["root links lead nowhere"] += 1
        return chain

    def _next(self, record: Record) -> int:
        return record.next + self._shift if record.next else 0

    def _adopt_chain(self, parent: Record) -> None:
        """Take the first child of `parent` and its siblings, as far as they make sense."""
        records, parents, shift = self._records, self._parents, self._shift
        expected = LEVELS.get(parent.kind, 0) + 1
        usual = ""  # the kind of the sibling before, if it is as expected
        offset = parent.offset
        children: list[int] = []
        at = parent.lower + shift
        is_sound = False
        while (child := records.get(at)) is not None and at not in parents:
            _, _, following, _, kind = child
            if kind != usual:  # a thousand calls are saved
                if LEVELS.get(kind) == expected > 1:
                    usual = kind
                elif not self._may_hold(parent, child):
                    break
            parents[at] = offset
            children.append(at)
            if not following:
                is_sound = True
                break
            at = following + shift
        if not is_sound:
            self._tree.damage["links lead nowhere"] += 1
        if children:
            self._tree.children[offset] = children

    def _may_hold(self, parent: Record, child: Record) -> bool:
        """True if records of these kinds may stand below each other out of the usual order."""
        if child.kind in LEVELS and parent.kind in LEVELS:
            return False
        return not self._is_above(child.offset, parent.offset)

    def _is_above(self, upper: int, at: int) -> bool:
        """True if `upper` is `at` or above it, or `at` is too deep to hold anything."""
        for _ in range(DIRECTORY_DEPTH):
            if at == upper:
                return True
            if at not in self._parents:
                return False
            at = self._parents[at]
        return True

    def _place_the_rest(self, at_root: set[int]) -> None:
        """Records no chain has reached: roots, or children of what precedes them."""
        rest = [record for at, record in self._records.items() if at not in self._parents]
        if all(record.kind == "PATIENT" or record.kind in ROOT_KINDS for record in rest):
            self._tree.roots.extend(record.offset for record in rest)
            return
        latest: dict[int, int] = {}
        for at, record in self._records.items():
            level = LEVELS.get(record.kind) or self._level_by_child(at)
            if at not in self._parents:
                self._place(record, level, latest, at_root)
            if level and level < LEAF:
                latest[level] = at

    def _place(self, record: Record, level: int, latest: dict[int, int], at_root: set[int]) -> None:
        at = record.offset
        belongs_to_root = record.kind in ROOT_KINDS or level == PATIENT
        if belongs_to_root or (record.kind not in LEVELS and at in at_root):
            self._tree.roots.append(at)
            return
        self._tree.damage["records are placed by their order"] += 1
        above = latest.get((level or LEAF) - 1)
        if above is None or self._is_above(at, above):
            self._tree.roots.append(at)
            return
        self._parents[at] = above
        self._tree.children.setdefault(above, []).append(at)

    def _level_by_child(self, at: int) -> int:
        """Level of a record of unknown kind: one above that of its first child, or 0."""
        children = self._tree.children.get(at)
        return LEVELS.get(self._records[children[0]].kind, 1) - 1 if children else 0
