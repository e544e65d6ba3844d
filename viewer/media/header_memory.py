"""What was made of the header before, given again where its values have not changed.

The files of a series differ in a dozen values of hundreds. Comparing bytes costs a tenth of
decoding them, and files that say the same then share one object: 20 000 headers need a third
of the memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import is_
from typing import Any, Final, TypeVar

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.element_runs import RunMemory
from viewer.media.encoding import Element, Encoding

_Made = TypeVar("_Made")
_LARGEST = 1 << 20  # bytes of values worth keeping for a comparison
_PATIENCE: Final = 4  # misses in a row after which only every eighth is remembered


class HeaderMemory:
    """The last result of each function of a header, and `runs` of its bytes; for one thread."""

    def __init__(self) -> None:
        self.runs = RunMemory()
        self._traces: dict[Callable[..., Any], _Trace] = {}
        self._misses: dict[Callable[..., Any], int] = {}

    def recall(self, make: Callable[..., _Made], raw: RawDataset, args: tuple[Any, ...]) -> _Made:
        """`make(raw, *args)`, or what it returned before for the same values."""
        trace = self._traces.get(make)
        if trace is not None and trace.fits(raw, args):
            self._misses[make] = 0
            made: _Made = trace.made
            return made
        misses = self._misses[make] = self._misses.get(make, 0) + 1
        if misses > _PATIENCE and misses % 8:
            return make(raw, *args)
        return self._remember(make, raw, args)

    def _remember(
        self, make: Callable[..., _Made], raw: RawDataset, args: tuple[Any, ...]
    ) -> _Made:
        recorder = _Recorder(raw.elements)
        witness = raw.with_elements(recorder)
        try:
            made = make(witness, *args)
        finally:
            for deviation in witness.deviations:
                raw.note(deviation)
        # A deviation must be noted for every file that has it.
        if not witness.deviations and not recorder.whole and recorder.size() <= _LARGEST:
            tags = recorder.read | {at.SPECIFIC_CHARACTER_SET}
            found = {tag: raw.elements[tag] for tag in tags if tag in raw}
            values = tuple((tag, raw.written(tag)) for tag in found)
            absent = frozenset(tags - found.keys())
            self._traces[make] = _Trace(args, raw.encoding, absent, values, made, found)
        return made


def remembered(make: Callable[..., _Made], raw: RawDataset, *args: Any) -> _Made:  # noqa: ANN401  those of `make`
    """`make(raw, *args)`, from the memory that the data set was read with if there is one.

    What is made must depend on nothing but the values of `raw` and on `args`, be immutable, and
    hold no reference to `raw`.
    """
    memory = raw.memory
    return make(raw, *args) if memory is None else memory.recall(make, raw, args)


@dataclass(slots=True)
class _Trace:
    """What a function was given, read and made."""

    args: tuple[Any, ...]
    encoding: Encoding
    absent: frozenset[int]
    values: tuple[tuple[int, bytes], ...]  # with the VR and length in front of each
    made: Any
    elements: dict[int, Element]  # as last seen

    def fits(self, raw: RawDataset, args: tuple[Any, ...]) -> bool:
        """True if the function would find everything as it was."""
        return (
            self.encoding is raw.encoding
            and raw.elements.keys().isdisjoint(self.absent)
            and self.args == args
            and (self._is_in_runs(raw) or self._has_same_values(raw))
        )

    def _is_in_runs(self, raw: RawDataset) -> bool:
        """True if the elements are not only equal but the very same: those of one run."""
        found = map(raw.elements.get, self.elements)
        return all(map(is_, found, self.elements.values()))

    def _has_same_values(self, raw: RawDataset) -> bool:
        if not raw.holds(self.values):
            return False
        self.elements = {tag: raw.elements[tag] for tag in self.elements}
        return True


class _Recorder(dict[int, Element]):
    """Elements that note which of them somebody looked for, or that it was all of them."""

    def __init__(self, elements: dict[int, Element]) -> None:
        super().__init__(elements)
        self.read: set[int] = set()
        self.whole = False

    def get(self, tag: int, default: Any = None) -> Any:  # noqa: ANN401  as dict.get
        self.read.add(tag)
        return super().get(tag, default)

    def __contains__(self, tag: object) -> bool:
        self.read.add(tag)  # type: ignore[arg-type]
        return super().__contains__(tag)

    def __getitem__(self, tag: int) -> Element:
        self.read.add(tag)
        return super().__getitem__(tag)

    def __iter__(self) -> Iterator[int]:
        self.whole = True
        return super().__iter__()

    def __or__(self, other: Any) -> dict[Any, Any]:  # noqa: ANN401  as dict
        self.whole = True
        return super().__or__(other)

    def size(self) -> int:
        """Bytes of all values that were looked for."""
        found = (super(_Recorder, self).get(tag) for tag in self.read)
        return sum(element[2] for element in found if element is not None)
