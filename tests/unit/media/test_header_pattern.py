"""Patterns of headers: found again where only known values differ, and nowhere else."""

import io
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.factories.elements import BIG, CT, EXPLICIT, IMPLICIT, UNDEFINED, Writer, even, part10
from viewer.errors import FileReadError
from viewer.media.byte_window import ByteWindow
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.parse import parse_header
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings

SETTINGS = DecodeSettings()
ENCODINGS = {
    EXPLICIT: Writer(),
    IMPLICIT: Writer(explicit=False),
    BIG: Writer(little=False),
}


def references(writer: Writer, uid: str, length: int | None) -> bytes:
    content = writer.element(0x00081155, "UI", even(uid.encode(), b"\0"))
    return writer.sequence(0x00081140, writer.item(content, length), length=length)


# Of every element what the first file has, then what others may have; b"" leaves it out.
Choices = tuple[Callable[[Writer], bytes], ...]
ELEMENTS: tuple[Choices, ...] = (
    (
        lambda w: w.element(0x00080000, "UL", 100),
        lambda w: w.element(0x00080000, "UL", 102),
        lambda w: w.element(0x00080000, "UL", b"x" * 0x4141),  # no VR, though it looks like AA
        lambda _: b"",
    ),
    (
        lambda _: b"",
        lambda w: w.element(0x00080005, "CS", "ISO_IR 100"),
        lambda w: w.element(0x00080005, "CS", "ISO_IR 192"),
    ),
    (lambda w: w.element(0x00080016, "UI", even(CT.encode(), b"\0")),),
    tuple(
        lambda w, uid=uid: w.element(0x00080018, "UI", even(uid, b"\0"))  # type: ignore[misc]
        for uid in (b"1.2.3", b"1.2.4", b"1.2.34567", b"")
    ),
    (
        lambda w: references(w, "1.2", UNDEFINED),
        lambda w: references(w, "1.3", UNDEFINED),
        lambda w: references(w, "1.3456", UNDEFINED),
        lambda w: references(w, "1.3456", None),
        lambda w: w.sequence(0x00081140, w.item(b"", UNDEFINED), length=0x1000),
    ),
    (
        lambda w: w.element(0x00100010, "PN", "Doe^Jane"),
        lambda w: w.element(0x00100010, "PN", b"M\xfcller"),
        lambda _: b"",
    ),
    (lambda w: w.element(0x0020000E, "UI", "1.25"), lambda w: w.element(0x0020000E, "UI", "1.26")),
    (lambda w: w.element(0x00200013, "IS", "7"), lambda w: w.element(0x00200013, "IS", "123")),
    (
        lambda w: w.element(0x00200032, "DS", "0\\0\\0"),
        lambda w: w.element(0x00200032, "DS", "0\\0\\12.50"),
        lambda w: w.element(0x00200032, "DS", "0\\0"),
    ),
    (
        lambda w: w.element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
        lambda w: w.element(0x00200037, "DS", "1\\0\\0\\0\\1\\1"),  # not orthonormal
    ),
    (lambda w: w.element(0x00280002, "US", 1), lambda w: w.element(0x00280002, "US", 2)),
    (lambda w: w.element(0x00280010, "US", 2), lambda w: w.element(0x00280010, "US", 3)),
    (lambda w: w.element(0x00280011, "US", 3),),
    (
        lambda w: w.element(0x00280030, "DS", "0.5\\0.5"),
        lambda w: w.element(0x00280030, "DS", "0\\0"),  # refused
    ),
    (lambda w: w.element(0x00280100, "US", 16),),
    (lambda w: w.element(0x00280101, "US", 16), lambda w: w.element(0x00280101, "US", 20)),
    (lambda w: w.element(0x00281050, "DS", "40"), lambda w: w.element(0x00281050, "DS", "-40")),
    (lambda w: w.element(0x00281051, "DS", "400"), lambda w: w.element(0x00281051, "LO", "400")),
    (
        lambda w: w.element(0x00291010, "OB", b"1" * 8),
        lambda w: w.element(0x00291010, "OB", b"2" * 9000),
        lambda w: w.element(0x00291010, "OB", b"2" * 8, 20_000),
        lambda w: w.mark(0x7FE00000, 4),
    ),
    (
        lambda w: w.element(0x7FE00010, "OW", b"\1\2" * 6),
        lambda w: w.element(0x7FE00010, "OW", b"\1\2" * 9),
        lambda w: w.element(0x7FE00010, "OB", b"\1\2" * 6),
        lambda w: w.element(0x7FE00010, "OW", b"\1\2" * 6, UNDEFINED),
        lambda _: b"",
    ),
)
# Mostly what the first file has: else no file would be like another.
CHOICE = st.integers(0, 11).map(lambda n: max(0, n - 8))
FILE = st.lists(CHOICE, min_size=len(ELEMENTS), max_size=len(ELEMENTS))


def file(choices: list[int], syntax: str = EXPLICIT) -> bytes:
    writer = ENCODINGS[syntax]
    elements = (
        element[min(choice, len(element) - 1)](writer)
        for element, choice in zip(ELEMENTS, choices, strict=True)
    )
    return part10(b"".join(elements), syntax, group_length=sum(choices))


def series(varied: int, *choices: int) -> list[bytes]:
    """Files that differ in one element."""
    return [file([c if n == varied else 0 for n in range(len(ELEMENTS))]) for c in choices]


def outcome(data: bytes, memory: HeaderMemory | None) -> str:
    """All there is to know of a file."""
    try:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        return repr((parse_header(raw, FileKey(0, "F")), raw.pixel_data, raw.is_directory))
    except FileReadError as error:
        return f"{type(error).__name__}: {error}"


def is_recognised(memory: HeaderMemory, data: bytes) -> bool:
    return memory.recognise(ByteWindow(io.BytesIO(data), len(data))) is not None


@settings(max_examples=300, deadline=None)
@given(
    syntax=st.sampled_from(sorted(ENCODINGS)),
    files=st.lists(FILE, min_size=3, max_size=14),
    repeated=st.integers(1, 4),
)
def test_with_memory_every_header_is_as_without(
    syntax: str, files: list[list[int]], repeated: int
) -> None:
    memory = HeaderMemory()
    for choices in files * repeated:
        data = file(choices, syntax)
        assert outcome(data, memory) == outcome(data, None)


@settings(max_examples=300, deadline=None)
@given(
    syntax=st.sampled_from(sorted(ENCODINGS)),
    files=st.lists(FILE, min_size=2, max_size=4),
    places=st.lists(st.integers(128, 900), min_size=1, max_size=20),
    value=st.integers(0, 255),
    cut=st.integers(140, 900),
)
@example(EXPLICIT, [[0] * len(ELEMENTS), [1] * len(ELEMENTS)], [140], 0, 300)
def test_damage_is_never_answered_from_a_file_before(
    syntax: str, files: list[list[int]], places: list[int], value: int, cut: int
) -> None:
    memory = HeaderMemory()
    for place in places:
        for choices in files:
            good = file(choices, syntax)
            bad = bytearray(good)
            bad[min(place, len(bad) - 1)] = value
            for data in (good, bytes(bad), good[:cut]):
                assert outcome(data, memory) == outcome(data, None)


@pytest.mark.parametrize("varied", [0, 3, 4, 7, 8, 16])
def test_a_header_that_differs_in_known_values_is_recognised(varied: int) -> None:
    memory = HeaderMemory()
    one, two = series(varied, 0, 1)
    for data in (one, two):
        assert not is_recognised(memory, data)
        outcome(data, memory)
    for data in (one, two):
        assert is_recognised(memory, data)


def test_the_next_series_moves_the_sample_and_opens_no_hole() -> None:
    """A rare difference is no reason to make the facts of the series for each of its files."""
    memory = HeaderMemory()
    first = [file([0, 0, 0, n % 3, *[0] * 16]) for n in range(12)]
    second = [file([0, 0, 0, n % 3, 0, 0, 1, *[0] * 13]) for n in range(12)]
    facts = []
    for data in first + second:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        facts.append(parse_header(raw, FileKey(0, "F")).series)
    assert len({id(one) for one in facts[1:12]}) == 1
    assert len({id(one) for one in facts[12:]}) == 1
    assert facts[1].uid != facts[12].uid


def test_a_value_that_settles_is_made_once_again() -> None:
    """The first of many files may be alone in its series."""
    memory = HeaderMemory()
    alone, *others = [file([0, 0, 0, n % 3, 0, 0, int(n > 0), *[0] * 13]) for n in range(20)]
    facts = []
    for data in (alone, *others):
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        facts.append(parse_header(raw, FileKey(0, "F")).series)
    assert len({id(one) for one in facts[12:]}) == 1


def test_a_header_longer_than_the_first_read_is_recognised() -> None:
    memory = HeaderMemory()
    files = series(18, 0, 1, 1)
    for data in files[:2]:
        outcome(data, memory)
    assert is_recognised(memory, files[2])


def test_headers_of_other_elements_have_patterns_of_their_own() -> None:
    memory = HeaderMemory()
    plain, named = file([0] * 20), file([0, 1, *[0] * 18])
    for data in (plain, named, plain, named):
        outcome(data, memory)
    assert is_recognised(memory, plain)
    assert is_recognised(memory, named)
