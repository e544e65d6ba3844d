"""Runs of equal elements: learned from two headers, found again at other places."""

from io import BytesIO

from tests.factories.elements import UNDEFINED, Writer, part10
from viewer.media.encoding import EXPLICIT_LITTLE
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.settings import DecodeSettings

W = Writer()
COUNT = 80


def header(number: str, nested: bytes = b"", value: str = "same") -> bytes:
    """A data set of many elements, one of which shifts all behind it."""
    before = W.element(0x00080018, "UI", number) + nested
    return part10(before + b"".join(W.element(0x00090010 + n, "LO", value) for n in range(COUNT)))


def read(data: bytes, memory: HeaderMemory | None = None) -> dict[int, tuple[bytes, int, int]]:
    return read_dataset(BytesIO(data), settings=DecodeSettings(), memory=memory).elements


def test_elements_are_found_where_they_lie_in_this_file() -> None:
    memory = HeaderMemory()
    for number in ("1.2", "1.24", "1.2345678", "1.2", "1.22"):
        assert read(header(number), memory) == read(header(number))
    assert len(memory.runs.known(EXPLICIT_LITTLE)) == 1


def test_a_sequence_of_undefined_length_keeps_its_delimiter() -> None:
    memory = HeaderMemory()
    item = W.item(W.element(0x00080100, "SH", "CODE"), UNDEFINED)
    nested = W.element(0x00082218, "SQ", item + W.mark(0xFFFEE0DD), UNDEFINED)
    for number in ("1.2", "1.24", "1.2345678", "1.2"):
        data = header(number, nested)
        assert read(data, memory) == read(data)


def test_other_values_are_read_anew() -> None:
    memory = HeaderMemory()
    for value in ("same", "same", "same", "else", "more text", "same"):
        data = header("1.2", value=value)
        assert read(data, memory) == read(data)


def test_a_run_that_is_cut_off_is_no_run() -> None:
    memory = HeaderMemory()
    whole = header("1.2")
    for _ in range(3):
        read(whole, memory)
    for length in range(len(whole) - 60, len(whole)):
        assert read(whole[:length], memory) == read(whole[:length])
