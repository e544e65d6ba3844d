"""Dates, words, values, keys, profiles, needles, codestreams: the small parts."""

import stat
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from tests.factories.dicom import image_dataset
from viewer.deid.boxes import Box
from viewer.deid.codestream import silenced
from viewer.deid.dates import bounded_age, is_moment, shifted
from viewer.deid.errors import ExcludedError, ProfileError
from viewer.deid.identity import Identity
from viewer.deid.key import JobKey, load_key
from viewer.deid.marks import own_texts
from viewer.deid.needles import needles_of
from viewer.deid.profile import PRESETS, Option, Profile, load_profile
from viewer.deid.review import load_reviews, suggestion
from viewer.deid.risk import Review, Risk, risk_of
from viewer.deid.table import action_rows, keep_rows
from viewer.deid.values import fits
from viewer.deid.wording import clean_words, is_all_known


@pytest.mark.parametrize(
    ("vr", "text", "days", "moved"),
    [
        ("DA", "20240301", -1, "20240229"),
        ("DA", "1995.06.26", 0, "19950626"),
        ("DA", "20240230", -1, ""),
        ("DA", "Lindqvis", -1, ""),
        ("TM", "101500.25", -9, "101500.25"),
        ("TM", "11:20:00", -9, "112000"),
        ("TM", "256000", -9, ""),
        ("DT", "20240301101500.5+0100", -1, "20240229101500.5+0100"),
        ("DT", "202403", -1, "202402"),
        ("DT", "2024", -1, "2023"),
        ("DT", "2024-0500", -1, "2023-0500"),
        ("DA", "00010101", -3000, ""),
    ],
)
def test_dates_move_as_precisely_as_they_were(vr: str, text: str, days: int, moved: str) -> None:
    assert shifted(vr, text, days) == moved
    assert is_moment(vr, text) or not moved


def test_ages_beyond_ninety_are_ninety() -> None:
    ages = ("089Y", "090Y", "104Y", "999M", "012W", "old")
    assert [bounded_age(a) for a in ages] == ["089Y", "090Y", "090Y", "999M", "012W", ""]


def known(*names: str) -> Identity:
    identity = Identity()
    for name in names:
        identity.add_name(name)
    return identity


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CT Thorax Lindqvist", "CT Thorax *"),
        ("AX T2 FSE 3.0mm L5/S1", "AX T2 FSE 3.0mm L5/S1"),
        ("Thorax 1.0 B60f", "Thorax 1.0 B60f"),
        ("call 079 555 01 02 head", "* head"),
        ("head of Dr. Smith 12.03.1961", "head of *"),
        ("12345678", ""),
        ("Qz01234Vx", ""),
        ("Schädel nativ", "Schädel nativ"),
        ("MRI Head", "MRI *"),
    ],
)
def test_descriptions_keep_the_words_that_are_known(text: str, left: str) -> None:
    assert clean_words(text, known("Head^Lindqvist") if "MRI" in text else known()) == left


def test_a_sentence_is_kept_whole_or_not_at_all() -> None:
    assert is_all_known("no fracture of the left wrist", known()) is False  # "the" is not listed
    assert is_all_known("left wrist without fracture", known()) is True
    assert is_all_known("left wrist without fracture", known("Wrist")) is False


def test_the_table_has_both_editions() -> None:
    rows = action_rows()
    assert len(rows) == 656 - 4  # four rows stand for groups
    assert rows[0x0010_0010].basic == "Z"
    assert rows[0x0010_0011].basic == "X"  # 2026c
    assert rows[0x0008_0020].options[Option.RETAIN_FULL_DATES] == "K"
    assert not set(rows) & set(keep_rows())


def test_numbers_must_be_numbers_and_no_more_than_allowed() -> None:
    assert fits("US", b"\0\1", "1")
    assert not fits("US", b"\0\1\0\1", "1")
    assert fits("DS", b"1.5\\-2e3 ", "2")
    assert not fits("DS", b"1.5\\Smith", "2")
    assert not fits("CS", b"Smith", "1")
    assert fits("FD", bytes(48), "3-3n")


def test_a_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = load_key(path)
    assert load_key(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.secret.hex() not in repr(made)
    path.write_text("something else")
    with pytest.raises(ProfileError):
        load_key(path)


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'base = "share"\npseudonym = "CASE-{code}"\nextra_words = ["Beispielstadt"]\n'
        "[options]\nretain_full_dates = false\nretain_modified_dates = true\n"
    )
    profile = load_profile(path)
    assert profile.has(Option.RETAIN_MODIFIED_DATES)
    assert not profile.has(Option.RETAIN_FULL_DATES)
    assert profile.pseudonym == "CASE-{code}"
    for text in ('base = "other"', "nonsense = 1", "[options]\nretain_everything = true",
                 "[options]\nretain_modified_dates = true\nretain_full_dates = true",
                 'pseudonym = "a^b"', "extra_words = 1", "not toml"):  # fmt: skip
        path.write_text(text)
        with pytest.raises(ProfileError):
            load_profile(path)


def test_every_profile_says_what_it_keeps_and_removes() -> None:
    for profile in PRESETS.values():
        kept, removed = profile.statements()
        assert kept
        assert removed
    assert "all dates and times" in PRESETS["public"].statements()[1]


def test_needles_are_found_however_they_are_written() -> None:
    identity = known("Björklund^Åsa")
    identity.add_identifier("A-7784512")
    identity.add_birth_date("19481130")
    needles = needles_of(identity, ["ANON-1"])
    for hidden in (
        "xxBJÖRKLUNDxx".encode(),
        "bjorklund".encode("utf-16-le"),
        "Björklund".encode("latin-1"),
        b"a-7784512",
        b"QS03Nzg0NTEy",  # base64
    ):
        assert needles.in_bytes(hidden, is_pixels=False), hidden
    assert not needles.in_bytes(b"an innocent header", is_pixels=False)
    assert needles.in_text("born 30.11.1948")
    assert needles.in_text("seen with asa") is False  # three letters are too short
    assert not needles.in_text("ORIGINAL")


def test_our_own_words_are_no_leak_and_whose_name_contains_them_is() -> None:
    needles = needles_of(known("Lightbox^Option"), own_texts(PRESETS["share"]))
    assert needles.count == 0
    needles = needles_of(known("Lightboxer^Optio"), own_texts(PRESETS["share"]))
    assert needles.in_text("lightboxer")


def test_short_names_are_searched_as_words() -> None:
    needles = needles_of(known("Gina^Rossi"), [])
    assert not needles.in_text("ORIGINAL\\PRIMARY")
    assert needles.in_text("for gina")


def test_a_name_of_one_letter_is_no_name_among_pixels() -> None:
    """Files somebody anonymised are of XXXXXX; 16-bit pixels of one value spell it too."""
    needles = needles_of(known("XXXXXX^dddddd"), [])
    assert not needles.in_bytes("xxxxxx".encode("utf-16-le"), is_pixels=True)
    assert needles.in_text("of xxxxxx")


def test_medical_words_are_nobodys_identifier() -> None:
    identity = Identity()
    identity.add_identifier("CT abdomen with contrast")
    identity.add_identifier("aaaa")
    assert identity.identifiers == set()


IMAGE = (np.arange(64 * 64, dtype=np.uint32).reshape(64, 64) % 251).astype(np.uint8)
WORD = b"Lindqvist Margareta"


def in_jpeg(stream: bytes, marker: bytes) -> bytes:
    return stream[:2] + marker + (len(WORD) + 2).to_bytes(2, "big") + WORD + stream[2:]


@pytest.mark.parametrize("marker", [b"\xff\xfe", b"\xff\xe1", b"\xff\xed"])
@pytest.mark.parametrize("coder", ["jpeg8", "jpegls", "ljpeg"])
def test_comments_in_jpeg_are_silenced_and_pixels_stay(coder: str, marker: bytes) -> None:
    encode = getattr(imagecodecs, f"{coder}_encode")
    decode = getattr(imagecodecs, f"{coder}_decode")
    plain = bytes(encode(IMAGE))
    told = in_jpeg(plain, marker) + WORD
    quiet = silenced(told)
    assert len(quiet) == len(told)
    assert WORD not in quiet
    assert np.array_equal(decode(quiet), decode(plain))


@pytest.mark.parametrize("kind", ["j2k", "jp2"])
def test_comments_in_jpeg_2000_are_silenced_and_pixels_stay(kind: str) -> None:
    plain = bytes(imagecodecs.jpeg2k_encode(IMAGE, codecformat=kind, reversible=True))
    start = plain.index(b"\xff\x4f\xff\x51")
    siz = start + 4 + int.from_bytes(plain[start + 4 : start + 6], "big")
    comment = b"\xff\x64" + (len(WORD) + 4).to_bytes(2, "big") + b"\0\1" + WORD
    told = plain[:siz] + comment + plain[siz:]
    if kind == "j2k":
        told += WORD
    quiet = silenced(told)
    assert len(quiet) == len(told)
    assert WORD not in quiet
    if kind == "j2k":
        assert np.array_equal(imagecodecs.jpeg2k_decode(quiet), IMAGE)


def test_sealed_boxes_are_refused() -> None:
    head = b"\0\0\0\x0cJXL \r\n\x87\n"
    with pytest.raises(ExcludedError):
        silenced(head + b"\0\0\0\x10jbrd" + bytes(8))


@pytest.mark.parametrize(
    ("overrides", "is_risk"),
    [
        ({}, False),
        ({"BurnedInAnnotation": "YES"}, True),
        ({"Modality": "US"}, True),
        ({"Modality": "US", "BurnedInAnnotation": "NO"}, False),
        ({"ConversionType": "WSD"}, True),
        ({"ImageType": ["DERIVED", "SECONDARY"]}, True),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "SCREEN SAVE"]}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7", "BurnedInAnnotation": "NO"}, True),
        ({"SeriesDescription": "Dose Report"}, True),
    ],
)
def test_who_is_at_risk(overrides: dict[str, Any], is_risk: bool) -> None:  # noqa: FBT001
    assert (risk_of(image_dataset(**overrides), 16, 20) is not None) is is_risk


def test_a_layout_is_equipment_and_size_and_no_person() -> None:
    one = risk_of(image_dataset(Modality="US", PatientName="A"), 16, 20)
    two = risk_of(image_dataset(Modality="US", PatientName="B", number=2), 16, 20)
    other = risk_of(image_dataset(Modality="US", PatientName="A"), 16, 24)
    assert one is not None
    assert two is not None
    assert other is not None
    assert one.layout == two.layout != other.layout


def test_a_review_is_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    risk = Risk(("why",), "abc123", "US, 20 x 16", (Box(0, 0, 19, 3),))
    path.write_text(suggestion([risk]))
    assert not load_reviews(path)  # nobody has looked yet
    path.write_text(suggestion([risk]).replace("looked = false", ""))
    assert load_reviews(path) == {"abc123": Review((Box(0, 0, 19, 3),))}
    path.write_text("[layouts.x]\nboxes = [[5, 0, 1, 1]]")
    with pytest.raises(ProfileError):
        load_reviews(path)


@pytest.mark.parametrize("line", ['looked = "false"', 'leave_out = "true"', "left_out = true"])
def test_a_review_with_a_slip_decides_nothing(tmp_path: Path, line: str) -> None:
    """What was meant to keep images back must not let them go."""
    path = tmp_path / "review.toml"
    path.write_text(f"[layouts.x]\nboxes = []\n{line}\n")
    with pytest.raises(ProfileError):
        load_reviews(path)


def test_pseudonyms_are_plain() -> None:
    for bad in ("", "a\\b", "Müller", "x" * 80):
        with pytest.raises(ProfileError):
            Profile("x", "x", pseudonym=bad)


def test_uids_are_keyed() -> None:
    assert JobKey(b"a" * 32).uid("1.2") != JobKey(b"b" * 32).uid("1.2")
    assert len(JobKey().uid("1.2.3")) <= 64
