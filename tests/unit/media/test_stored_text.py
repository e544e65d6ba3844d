"""Where stored text may be divided and cut: never inside a character (PS3.5 6.1.2, PS3.3 C.12)."""

import pytest

from viewer.media.charset import Charset
from viewer.media.stored_text import shortened, values_of

JAPANESE = Charset(("ISO 2022 IR 13", "ISO 2022 IR 87"))
BOOK = b"\x1b$BK\\\x1b(J"  # its second byte is that of a backslash
# Characters whose last byte is that of a backslash.
HALVES = [
    (Charset(("", "ISO 2022 IR 87")), b"\x1b$BK\\\x1b(B"),
    (Charset(("", "ISO 2022 IR 159")), b"\x1b$(D0\\\x1b(B"),
    (JAPANESE, BOOK),
    (Charset(("ISO_IR 13",)), "表".encode("shift_jis")),  # not allowed there, and met
    (Charset(("GB18030",)), "綷".encode("gb18030")),
    (Charset(("GBK",)), "綷".encode("gbk")),
]


@pytest.mark.parametrize(("letters", "text"), HALVES)
def test_half_a_character_does_not_divide_values(letters: Charset, text: bytes) -> None:
    assert b"\\" in text
    assert values_of(text, letters) == [text]
    assert values_of(text + b"\\" + text + b"\\", letters) == [text, text, b""]
    assert len(letters.decode(text)) == 1


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (Charset(), b"a\\b"),
        (Charset(("ISO_IR 192",)), "ä\\é".encode()),
        (Charset(("ISO_IR 100",)), "ä\\é".encode("latin-1")),
        (Charset(("", "ISO 2022 IR 149")), b"\x1b$)C\xb1\xe8\\\x1b$)C\xb1\xe8"),
        (Charset(("GB18030",)), "\u0100\\中".encode("gb18030")),  # four bytes, and two
    ],
)
def test_a_backslash_does(letters: Charset, text: bytes) -> None:
    found = values_of(text, letters)
    assert [letters.decode(one) for one in found] == letters.decode(text).split("\\")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (JAPANESE, b"\xd4\xcf " + BOOK * 5 + b"a"),
        (JAPANESE, b"\x1b$B;3K\\;3K\\;3K\\\x1b(J-a"),
        (Charset(("ISO_IR 192",)), "aäé本".encode() * 3),
        (Charset(("GB18030",)), "a\u0100綷中".encode("gb18030") * 3),
        (Charset(("", "ISO 2022 IR 149")), b"\x1b$)Cab\xb1\xe8\xc8\xf1" * 3),
        (Charset(("ISO_IR 144",)), "Жанна".encode("iso8859-5")),
        (Charset(("ISO 2022 IR 6", "ISO 2022 IR 100")), b"\x1b-Aa\xe4\xe9" * 4),
    ],
)
def test_text_is_cut_between_characters(letters: Charset, text: bytes) -> None:
    whole = letters.decode(text)
    for longest in range(1, len(whole) + 2):
        cut = shortened(text, letters, longest)
        assert letters.decode(cut) == whole[:longest].rstrip()
        # What follows is in the first set again.
        assert letters.decode(cut + b"z") == whole[:longest].rstrip() + "z"


def test_escape_sequences_do_not_count() -> None:
    text = BOOK * 64
    assert len(text) > 500
    assert shortened(text, JAPANESE, 64) == text
    assert shortened(text + BOOK, JAPANESE, 64) == text
