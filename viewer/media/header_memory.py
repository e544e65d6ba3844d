"""What was made of the header before, given again where its values have not changed.

The files of a series differ in a dozen values of hundreds. `header_pattern` finds which; here is
kept which function has read which values, so that only those that read a value that differs are
called again. Files that say the same share one object: 20 000 headers need a third of the memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from viewer.media import attributes as at
from viewer.media.byte_window import ByteWindow
from viewer.media.dataset import RawDataset
from viewer.media.encoding import EXPLICIT_LITTLE, Element
from viewer.media.header_pattern import Found, HeaderPattern, Sample, differences

_LARGEST: Final = 256 * 1024  # bytes of a header
_MOST_KINDS: Final = 16  # of headers that are remembered at a time
_PATIENCE: Final = 4  # times in a row that learning was in vain, then only every eighth is tried
_Made = TypeVar("_Made")


class HeaderMemory:
    """The kinds of headers met last, for one medium and one thread."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []  # the one met last comes first

    def recognise(self, window: ByteWindow) -> RawDataset | None:
        """The data set in `window` if its header is of a kind met before."""
        kinds = self._kinds
        for number, kind in enumerate(kinds):
            if kind.pattern is not None and (found := kind.pattern.fit(window)) is not None:
                if number:
                    kinds.insert(0, kinds.pop(number))
                return kind.recognised(window, kind.pattern, found)
        return None

    def learn(self, raw: RawDataset) -> None:
        """Take a data set that was walked without deviation, and remember what is made of it."""
        window, meta, pixels = raw.window, raw.meta, raw.pixel_data
        if (
            pixels is None
            or meta is None
            or meta.encoding is not EXPLICIT_LITTLE
            or not raw.elements
            or at.EXTENDED_OFFSET_TABLE in raw  # whose place in the file is needed later
            or window.base
            or len(window.buffer) > _LARGEST
        ):
            return
        sample = Sample(
            window.buffer, raw.encoding, Found(meta.elements, raw.elements, pixels, raw.start)
        )
        key = (
            raw.transfer_syntax_uid,
            raw.encoding,
            meta.raw(at.TRANSFER_SYNTAX_UID),
            pixels.tag,
            *meta.elements,
            *raw.elements,
        )
        known = next((kind for kind in self._kinds if kind.key == key), None)
        if known is not None:
            self._kinds.remove(known)
        elif not sample.is_whole():
            return
        kind = known or Kind(key, sample)
        self._kinds = [kind, *self._kinds[: _MOST_KINDS - 1]]
        if known is not None and kind.learn(sample):
            raw.memory = kind


def remembered(make: Callable[..., _Made], raw: RawDataset, *args: Any) -> _Made:  # noqa: ANN401  those of `make`
    """`make(raw, *args)`, from the memory that the data set was read with if there is one.

    What is made must depend on nothing but the values of `raw` and on `args`, be immutable, and
    hold no reference to `raw`.
    """
    memory = raw.memory
    return make(raw, *args) if memory is None else memory.recall(make, raw, args)


@dataclass(slots=True)
class _Trace:
    """What a function was given, read and made, and noted about the file."""

    args: tuple[Any, ...]
    read: set[int]
    made: Any
    notes: tuple[str, ...]
    is_steady: bool  # it has read nothing that differs from header to header
    misses: int = 0  # times it was given something else


class Kind:
    """Headers of the same elements, and what was made of them."""

    def __init__(self, key: tuple[Any, ...], sample: Sample) -> None:
        self.key = key
        self.pattern: HeaderPattern | None = None  # it takes two headers
        self._sample = sample
        self._in_vain = 0  # samples in a row that no header was like
        self._traces: dict[Callable[..., Any], _Trace] = {}

    def recognised(self, window: ByteWindow, pattern: HeaderPattern, found: Found) -> RawDataset:
        """The data set of a header that fits."""
        self._in_vain = 0
        raw = RawDataset(window, self._sample.encoding, found.elements)
        raw.start = found.start
        raw.meta = RawDataset(window, EXPLICIT_LITTLE, found.meta)
        raw.pixel_data, raw.transfer_syntax_uid, raw.memory = found.pixels, self.key[0], self
        if pattern.close_holes(found, window):
            self._traces = {make: t for make, t in self._traces.items() if t.is_steady}
        return raw

    def learn(self, sample: Sample) -> bool:
        """Take a header that did not fit; False if nothing is to be remembered of it."""
        self._in_vain += 1
        if self._in_vain > _PATIENCE and self._in_vain % 8:
            return False
        before, self._sample = self._sample, sample
        if self.pattern is None:
            changed = differences(before, sample)
            if changed is not None:
                self.pattern = HeaderPattern(sample, changed)
        else:
            changed = self.pattern.learn(sample)
        if changed is None:
            self.pattern, self._traces = None, {}
            return False
        self._traces = {
            make: trace
            for make, trace in self._traces.items()
            if not trace.is_steady or trace.read.isdisjoint(changed)
        }
        return self.pattern is not None

    def recall(self, make: Callable[..., _Made], raw: RawDataset, args: tuple[Any, ...]) -> _Made:
        """`make(raw, *args)`, or what it returned before for the same values."""
        trace = self._traces.get(make)
        if trace is None:
            return self._record(make, raw, args)
        if not trace.is_steady:
            return make(raw, *args)
        if trace.args != args:
            trace.misses += 1
            return make(raw, *args) if trace.misses > _PATIENCE else self._record(make, raw, args)
        for note in trace.notes:  # it is noted for every file that has it
            raw.note(note)
        made: _Made = trace.made
        return made

    def _record(self, make: Callable[..., _Made], raw: RawDataset, args: tuple[Any, ...]) -> _Made:
        recorder = _Recorder(raw.elements)
        witness = raw.with_elements(recorder)
        before = self._traces.get(make)
        trace = _Trace(args, recorder.read, None, (), is_steady=False)
        self._traces[make] = trace
        try:
            trace.made = made = make(witness, *args)
            trace.is_steady = self._is_steady(recorder)
        finally:
            trace.notes = witness.deviations
            trace.misses = before.misses if before is not None else 0
            for note in trace.notes:
                raw.note(note)
        return made

    def _is_steady(self, recorder: "_Recorder") -> bool:
        holes = self.pattern.holes if self.pattern is not None else frozenset()
        return not recorder.whole and recorder.read.isdisjoint(holes)


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
        # No value is read: headers of a kind have the same tags. A copy reads by __getitem__.
        return super().__iter__()

    def __or__(self, other: Any) -> dict[Any, Any]:  # noqa: ANN401  as dict
        self.whole = True
        return super().__or__(other)
