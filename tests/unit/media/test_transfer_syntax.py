"""What transfer syntaxes mean for pixels and for the lossy mark (S-07)."""

import pytest

from viewer.media.transfer_syntax import RLE, VIDEO, is_lossy, syntax_of_codestream

JPEG = "1.2.840.10008.1.2.4."
STILL = "50 51 53 55 57 70 80 81 90 91 92 93 201 202 203 110 111 112"


def test_lossy_syntaxes() -> None:
    """S-07: the list as given there, and everything that cannot be proven lossless."""
    lossy = {number for number in STILL.split() if is_lossy(JPEG + number)}
    assert lossy == {"50", "51", "53", "55", "81", "91", "93", "203", "111", "112"}
    assert all(is_lossy(uid) for uid in VIDEO)
    assert not is_lossy(RLE)


@pytest.mark.parametrize(
    ("head", "syntax"),
    [
        (b"\xff\x4f\xff\x51\x00\x2f" + bytes(45) + b"\xff\x52", JPEG + "91"),
        (b"\xff\x4f\xff\x51\x00\x2f" + bytes(45) + b"\xff\x50", JPEG + "203"),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc3\0\x0b", JPEG + "57"),
        (b"\xff\xd8\xff\xf7\0\x0b", JPEG + "80"),
        (b"\xff\x0a", JPEG + "112"),
        (b"\x02\0\0\0\x40\0\0\0", RLE),
        (b"nothing of it", ""),
    ],
)
def test_codestreams_are_recognised_by_their_first_bytes(head: bytes, syntax: str) -> None:
    assert syntax_of_codestream(head) == syntax
