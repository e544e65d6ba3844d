"""M-005, M-006: text in every character set a disc may have, and nothing dangerous in it."""

import json

import pytest

from tests.shared_data import shared_data
from viewer.media import attributes as at
from viewer.media.charset import REPLACEMENT, charset, format_name
from viewer.media.header import read_dataset
from viewer.settings import DecodeSettings


def test_names_of_the_made_files_are_read_as_they_were_written() -> None:
    folder = shared_data() / "made"
    expected = json.loads((folder / "charsets/expected_names.json").read_text("utf-8"))
    got = {}
    for name in expected:
        with (folder / name).open("rb") as stream:
            raw = read_dataset(stream, settings=DecodeSettings())
            got[name] = raw.name(at.PATIENT_NAME)
    # Shift-JIS that is not declared cannot be told from Latin-1; all others must be right.
    del expected["charsets/undeclared_shift_jis.dcm"]
    assert {name: got[name] for name in expected} == {
        name: entry["PatientName"] for name, entry in expected.items()
    }


@pytest.mark.parametrize(
    ("declared", "raw", "name"),
    [
        # PS3.5 Annex H.3.1, H.3.2, I.2, J.3, K.2: the standard's own examples.
        (
            b"\\ISO 2022 IR 87",
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
        ),
        (
            b"ISO 2022 IR 13\\ISO 2022 IR 87",
            (
                b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J"
                b"=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J"
            ),
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
        ),
        (
            b"\\ISO 2022 IR 149",
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            "Hong^Gildong=洪^吉洞=홍^길동",
        ),
        (
            b"ISO_IR 192",
            b"Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1=",
            "Wang^XiaoDong=王^小東=",
        ),
        (
            b"\\ISO 2022 IR 58",
            b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
            "Zhang^XiaoDong=张^小东=",
        ),
    ],
)
def test_examples_of_the_standard(declared: bytes, raw: bytes, name: str) -> None:
    assert charset(declared).decode_name(raw) == name


@pytest.mark.parametrize(
    "declared", [b"ISO-IR 192", b"ISO_IR_192", b"UTF-8", b"utf8 ", b"ISO IR 192", b"ISO_IR 192\0"]
)
def test_misspelled_declarations_are_understood(declared: bytes) -> None:
    assert charset(declared).decode("Kůň".encode()) == "Kůň"


def test_undeclared_text_is_utf8_if_it_can_be_else_latin1() -> None:
    assert charset(b"").decode("Žluť".encode()) == "Žluť"
    assert charset(b"").decode("Größe".encode("latin-1")) == "Größe"


def test_bytes_that_mean_nothing_become_the_replacement_character() -> None:
    assert charset(b"ISO_IR 192").decode(b"A\xff\xfeB") == f"A{REPLACEMENT}{REPLACEMENT}B"


def test_latin_text_declared_as_arabic_stays_visible_as_undecodable() -> None:
    assert REPLACEMENT in charset(b"ISO_IR 127").decode(b"\xa1\xa2")


def test_a_backslash_inside_a_double_byte_character_divides_nothing() -> None:
    # U+8A89 is 0x975C in GBK: its second byte is a backslash.
    assert charset(b"GBK").decode(b"\xd5\x5c\\A").split("\\") == [b"\xd5\x5c".decode("gbk"), "A"]


def test_control_and_direction_characters_are_stripped() -> None:
    utf8 = charset(b"ISO_IR 192")
    assert utf8.decode(b"A\0\x07B\tC\r\nD") == "AB C  D"
    assert utf8.decode("evil\u202etxt.exe\u2066".encode()) == "eviltxt.exe"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Doe^Jane^Q", "Doe, Jane Q"),
        (
            "Adams^John Robert Quincy^^Rev.^B.A. M.Div.",
            "Adams, Rev. John Robert Quincy, B.A. M.Div.",
        ),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou = 山田, 太郎 = やまだ, たろう"),
        ("Wang^XiaoDong=王^小東=", "Wang, XiaoDong = 王, 小東"),
        ("DOE", "DOE"),
        ("^^^^", ""),
        ("", ""),
        ("A^B^C^D^E^F^G", "A, D B C, E"),
    ],
)
def test_names_are_shown_family_first(stored: str, shown: str) -> None:
    assert format_name(stored) == shown
