"""Values of one data set: what a stranger wrote, made safe to show and to count with."""

import time

import pytest

from tests.factories.elements import Writer, parsed
from viewer.limits import TEXT_CHARACTERS
from viewer.media import attributes as at

W = Writer()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b" ct \t\r\n", "CT"),
        (b"CT\\MR", "CT"),
        (b"C\x1b[2JT\x07", "C?[2JT?"),
        ("C\N{RIGHT-TO-LEFT OVERRIDE}T".encode(), "C???T"),
        (b"A" * 9000, "A" * TEXT_CHARACTERS),
    ],
)
def test_codes_cannot_rearrange_the_line_they_are_shown_in(written: bytes, read: str) -> None:
    """Found by fuzzing: Modality is shown, and came with control characters and 64 KB long."""
    assert parsed(W.element(at.MODALITY, "CS", written)).code(at.MODALITY) == read


@pytest.mark.parametrize("written", ["1e308", "-1e300", "99999999999999999999999", "1\\1e308"])
def test_numbers_larger_than_any_vr_holds_are_none(written: str) -> None:
    """Found by fuzzing: Number of Frames 1e308 stopped the reading of the whole medium."""
    raw = parsed(W.element(at.NUMBER_OF_FRAMES, "IS", written))
    assert raw.integer(at.NUMBER_OF_FRAMES) is None


def test_the_largest_number_of_a_vr_is_one() -> None:
    raw = parsed(W.element(at.NUMBER_OF_FRAMES, "UV", b"\0" * 7 + b"\x80"))
    assert raw.integer(at.NUMBER_OF_FRAMES) == 1 << 63


def test_second_looks_at_sequences_that_have_no_end_are_few() -> None:
    """160 KB of such sequences, each in front of a lower tag, took 23 s: each look saw them all."""
    unended = W.mark(0xFFFEE000, 0xFFFFFFFF)
    many = [W.element(0x00400000 + tag, "SQ", unended) for tag in range(8000, 0, -1)]
    started = time.process_time()
    raw = parsed(*many, b"\x41\0\x10\0" + b"\0" * 8)  # no VR: where the looks end
    assert time.process_time() - started < 3
    assert len(raw.elements) == 8002
    assert "elements out of order" in raw.deviations
