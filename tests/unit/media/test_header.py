"""M-001, M-002, M-003, M-080: every departure from PS3.10 that discs really show."""

import io
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tests.factories.elements import (
    BIG,
    EXPLICIT,
    IMPLICIT,
    UNDEFINED,
    Writer,
    even,
    identity,
    part10,
    pixel_module,
)
from viewer.errors import EncryptedError, HeaderError, NotDicomError
from viewer.limits import ITEMS
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.header import read_dataset
from viewer.settings import DecodeSettings

SETTINGS = DecodeSettings()
PIXELS = bytes(range(12))
W = Writer()


def read(data: bytes, settings: DecodeSettings = SETTINGS) -> RawDataset:
    return read_dataset(io.BytesIO(data), settings=settings)


def image(writer: Writer = W) -> bytes:
    return identity(writer) + pixel_module(writer) + writer.element(0x7FE00010, "OW", PIXELS)


def check_image(raw: RawDataset) -> None:
    """All of `image` was understood: text, number, and the place of the pixels."""
    assert raw.uid(at.SOP_INSTANCE_UID) == "1.2.3.4"
    assert raw.name(at.PATIENT_NAME) == "Doe^Jane"
    assert raw.ints(at.INSTANCE_NUMBER) == (7,)
    assert (raw.integer(at.ROWS), raw.integer(at.COLUMNS)) == (2, 3)
    assert raw.pixel_data is not None
    assert raw.pixel_data.length == 12
    raw.stream.seek(raw.pixel_data.offset)
    assert raw.stream.read(12) == PIXELS


@pytest.mark.parametrize(
    ("syntax", "writer"),
    [
        (EXPLICIT, Writer()),
        (IMPLICIT, Writer(explicit=False)),
        (BIG, Writer(little=False)),
    ],
)
def test_a_file_as_the_standard_has_it_has_no_deviations(syntax: str, writer: Writer) -> None:
    raw = read(part10(image(writer), syntax))
    check_image(raw)
    assert raw.transfer_syntax_uid == syntax
    assert raw.deviations == ()


@pytest.mark.parametrize(
    ("declared", "writer", "real"),
    [
        (EXPLICIT, Writer(explicit=False), IMPLICIT),
        (IMPLICIT, Writer(), EXPLICIT),
        (EXPLICIT, Writer(little=False), BIG),
        (BIG, Writer(), EXPLICIT),
    ],
)
def test_a_wrong_declaration_is_seen_through(declared: str, writer: Writer, real: str) -> None:
    raw = read(part10(image(writer), declared))
    check_image(raw)
    assert raw.transfer_syntax_uid == real
    assert any("declared" in deviation for deviation in raw.deviations)


@pytest.mark.parametrize(
    "writer", [Writer(), Writer(explicit=False), Writer(little=False)], ids=["ele", "ile", "ebe"]
)
def test_a_file_without_preamble_and_meta_is_recognised(writer: Writer) -> None:
    raw = read(image(writer))
    check_image(raw)
    assert raw.deviations == ("no preamble",)


def test_meta_without_preamble_and_a_preamble_of_the_wrong_size_are_found() -> None:
    check_image(read(part10(image())[132:]))
    raw = read(part10(image())[1:])
    check_image(raw)
    assert raw.deviations == ("preamble of 127 bytes",)


@pytest.mark.parametrize("group_length", [0, 7, 10_000_000])
def test_the_group_length_of_the_meta_information_is_not_trusted(group_length: int) -> None:
    check_image(read(part10(image(), group_length=group_length)))


def test_a_missing_transfer_syntax_is_made_up_for_by_the_data() -> None:
    raw = read(part10(image(Writer(explicit=False)), None))
    check_image(raw)
    assert raw.transfer_syntax_uid == IMPLICIT
    assert raw.deviations


def test_group_0002_inside_the_data_set_does_no_harm() -> None:
    stray = W.element(0x00020010, "UI", b"9.9\0")
    dataset = identity(W) + stray + pixel_module(W) + W.element(0x7FE00010, "OW", PIXELS)
    raw = read(part10(dataset))
    check_image(raw)
    assert "elements out of order" in raw.deviations


@pytest.mark.parametrize("length", [None, UNDEFINED, 4, 60, 0x7FFFFFF0])
def test_sequences_of_any_length_true_or_not_are_passed(length: int | None) -> None:
    item = W.item(W.element(0x00081150, "UI", b"1.5\0") + W.element(0x00081155, "UI", b"1.6\0"))
    sequence = W.sequence(0x00081140, item, length=length)
    before = b"".join(
        (
            W.element(0x00080018, "UI", b"1.2.3.4\0"),
            sequence,
            W.element(0x00100010, "PN", "Doe^Jane"),
            W.element(0x00200013, "IS", "7"),
        )
    )
    raw = read(part10(before + pixel_module(W) + W.element(0x7FE00010, "OW", PIXELS)))
    check_image(raw)
    items = raw.items(0x00081140)
    assert [i.uid(0x00081155) for i in items] == ["1.6"]


def test_items_of_undefined_length_and_their_sequences_are_read() -> None:
    inner = W.sequence(
        0x00081115, W.item(W.element(0x00080060, "CS", "MR"), UNDEFINED), length=UNDEFINED
    )
    outer = W.sequence(
        0x00081110,
        W.item(inner + W.element(0x00100020, "LO", "B"), UNDEFINED),
        W.item(W.element(0x00100020, "LO", "C"), UNDEFINED),
        length=UNDEFINED,
    )
    raw = read(part10(outer + W.element(0x00100020, "LO", "A")))
    items = raw.items(0x00081110)
    assert [i.text(at.PATIENT_ID) for i in items] == ["B", "C"]
    assert items[0].items(0x00081115)[0].code(at.MODALITY) == "MR"
    assert raw.text(at.PATIENT_ID) == "A"
    assert raw.deviations == ()


def test_a_missing_sequence_delimiter_ends_with_the_items() -> None:
    item = W.item(W.element(0x00081155, "UI", b"1.6\0"))
    sequence = W.element(0x00081140, "SQ", item, UNDEFINED)
    raw = read(part10(sequence + W.element(0x00100020, "LO", "A")))
    assert raw.text(at.PATIENT_ID) == "A"
    assert raw.deviations == ("sequence delimiter missing",)


def test_un_of_undefined_length_holds_implicit_items() -> None:
    implicit = Writer(explicit=False)
    item = implicit.item(implicit.element(0x00080060, "CS", "MR"), UNDEFINED)
    un = W.element(0x00091001, "UN", item + implicit.mark(0xFFFEE0DD), UNDEFINED)
    raw = read(part10(un + W.element(0x00100020, "LO", "A")))
    assert raw.items(0x00091001)[0].code(at.MODALITY) == "MR"
    assert raw.text(at.PATIENT_ID) == "A"


@pytest.mark.parametrize("vr", ["ZZ", "ox", "??"])
def test_an_unknown_vr_does_not_end_the_header(vr: str) -> None:
    odd = W.element(0x00280010, vr, b"\x02\0")
    dataset = pixel_module(W).replace(W.element(0x00280010, "US", 2), odd)
    raw = read(part10(identity(W) + dataset + W.element(0x7FE00010, "OW", PIXELS)))
    check_image(raw)
    assert raw.deviations == ("element with an unknown VR",)


def test_an_implicit_element_among_explicit_ones_is_taken() -> None:
    odd = Writer(explicit=False).element(0x00280010, "US", b"\x02\0")
    dataset = pixel_module(W).replace(W.element(0x00280010, "US", 2), odd)
    check_image(read(part10(identity(W) + dataset + W.element(0x7FE00010, "OW", PIXELS))))


def test_odd_lengths_are_taken_as_they_are() -> None:
    raw = read(part10(W.element(0x00080060, "CS", b"CT ") + W.element(0x00100020, "LO", b"ABC")))
    assert (raw.code(at.MODALITY), raw.text(at.PATIENT_ID)) == ("CT", "ABC")


@pytest.mark.parametrize("rest", [b"\0" * 5000, b"\0" * 3, b"garbage after the end of it all"])
def test_trailing_bytes_cost_nothing_but_a_note(rest: bytes) -> None:
    raw = read(part10(identity(W) + rest))
    assert raw.integer(at.INSTANCE_NUMBER) == 7
    assert len(raw.deviations) == (len(rest) >= 8)  # fewer is padding


def deflated(dataset: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = deflater.compress(dataset) + deflater.flush()
    return part10(even(data, b"\0"), "1.2.840.10008.1.2.1.99")


def test_a_deflated_data_set_offers_its_pixels_in_its_stream() -> None:
    raw = read(deflated(image()))
    check_image(raw)
    assert raw.deviations == ()


def test_a_deflated_data_set_cut_short_gives_what_it_had() -> None:
    whole = deflated(identity(W) + W.element(0x00204000, "LT", bytes(range(256)) * 100))
    assert read(whole[:-200]).integer(at.INSTANCE_NUMBER) == 7


def test_a_deflate_bomb_stops_at_the_limit_and_needs_no_memory() -> None:
    bomb = deflated(W.element(0x00091010, "OB", b"\0" * 30_000_000) + identity(W))
    tracemalloc.start()
    with pytest.raises(HeaderError):
        read(bomb, DecodeSettings(max_inflated_bytes=10_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_data_set_called_deflated_that_is_not_is_read_plain() -> None:
    check_image(read(part10(image(), "1.2.840.10008.1.2.1.99")))


@pytest.mark.parametrize("cut", range(300, 480, 7))
def test_a_truncated_header_gives_the_elements_before_the_cut(cut: int) -> None:
    whole = part10(identity(W) + pixel_module(W))
    raw = read(whole[:cut])
    assert raw.uid(at.SOP_CLASS_UID) == "1.2.840.10008.5.1.4.1.1.2"
    assert raw.pixel_data is None


def test_a_header_cut_before_anything_identifies_it_is_an_error() -> None:
    with pytest.raises(HeaderError):
        read(part10(identity(W))[:220])
    with pytest.raises(HeaderError):
        read(b"\0" * 128 + b"DICM")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 4096,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 200,
        b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\1" * 500,
        b"MZ\x90\0\x03\0\0\0" + b"\0" * 500,
        b"PK\x03\x04\x14\0\0\0\x08\0" + b"a" * 300,
        b"Open this disc with the program VIEWER.EXE\r\n" * 20,
        b"%PDF-1.7\n" + b"obj " * 100,
        b"\x08\0\x05\0" + b"\xff" * 400,  # starts as DICOM does, and does not go on
        b"\x08\0\x00\0UL\x04\0\x01\0\0\0" + b"x" * 300,
    ],
)
def test_other_files_are_not_dicom(data: bytes) -> None:
    with pytest.raises(NotDicomError):
        read(data)


@pytest.mark.parametrize(
    "head",
    [
        "3080 06092a864886f70d010703 a080 3080 020100",  # BER, as PS3.15 D.1 writes it
        "30820400 06092a864886f70d010703 a08203f1",
    ],
)
def test_cms_enveloped_data_is_reported_as_encrypted(head: str) -> None:
    with pytest.raises(EncryptedError):
        read(bytes.fromhex(head) + b"\x42" * 800)


def test_a_directory_can_be_told_from_an_instance() -> None:
    record = W.item(W.element(0x00041430, "CS", "PATIENT"))
    raw = read(part10(W.element(0x00041130, "CS", "DISC") + W.sequence(0x00041220, record)))
    assert raw.is_directory
    assert raw.items(0x00041220)[0].code(0x00041430) == "PATIENT"
    assert not read(part10(image())).is_directory


def test_hostile_lengths_allocate_nothing() -> None:
    huge = W.element(0x00091010, "OB", b"", 0xFFFFFFF0)
    tracemalloc.start()
    raw = read(part10(W.element(0x00080060, "CS", "CT") + huge))
    items = raw.items(0x00091010)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert items == ()
    assert raw.code(at.MODALITY) == "CT"
    assert peak < 1_000_000


def test_deep_nesting_is_walked_without_recursion() -> None:
    opened = W.element(0x00081140, "SQ", b"", UNDEFINED) + W.mark(0xFFFEE000, UNDEFINED)
    closed = W.mark(0xFFFEE00D) + W.mark(0xFFFEE0DD)
    deep = opened * 5000 + closed * 5000
    raw = read(part10(deep + W.element(0x00100020, "LO", "A")))
    assert raw.text(at.PATIENT_ID) == "A"
    unclosed = read(part10(W.element(0x00080060, "CS", "CT") + opened * 5000))
    assert unclosed.deviations == ("sequence without end",)


def test_pixel_data_is_not_read() -> None:
    class Counting(io.BytesIO):
        got = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.got += len(data)
            return data

    dataset = identity(W) + pixel_module(W, 1000, 1000)
    stream = Counting(part10(dataset + W.element(0x7FE00010, "OW", b"\1" * 2_000_000)))
    read_dataset(stream, settings=SETTINGS)
    assert stream.got == 8192


def test_a_long_value_is_jumped_and_read_when_asked_for() -> None:
    profile = bytes(range(256)) * 4000
    dataset = identity(W) + W.element(0x00091010, "OB", b"\7" * 500_000) + pixel_module(W)
    raw = read(part10(dataset + W.element(0x00282000, "OB", profile)))
    assert raw.raw(at.ICC_PROFILE) == profile
    assert raw.integer(at.INSTANCE_NUMBER) == 7


def test_numbers_that_are_none_are_missing() -> None:
    raw = read(
        part10(
            W.element(0x00080060, "CS", "CT")
            + W.element(0x00180050, "DS", "thick")
            + W.element(0x00200013, "IS", "7.0")
            + W.element(0x00200032, "DS", "1\\x\\3")
            + W.element(0x00281050, "DS", "40\\\\inf\\1_0\\5")
        )
    )
    assert raw.number(at.SLICE_THICKNESS) is None
    assert raw.integer(at.INSTANCE_NUMBER) == 7
    assert raw.floats(at.IMAGE_POSITION_PATIENT) == ()
    assert raw.numbers(at.WINDOW_CENTER) == (40.0, None, None, None, 5.0)


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("IM1", data)
    return target.getvalue()


def tarred(data: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        entry = tarfile.TarInfo("IM1")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def in_a_pdf(data: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + data


@pytest.mark.parametrize("wrap", [zipped, tarred, in_a_pdf])
def test_a_container_is_not_the_uncompressed_file_in_it(wrap: Callable[[bytes], bytes]) -> None:
    with pytest.raises(NotDicomError):
        read(wrap(part10(image())))


def test_of_a_flood_of_items_no_more_than_the_limit_are_read() -> None:
    flood = W.item(b"") * (ITEMS + 3)
    raw = read(part10(identity(W) + W.element(0x00400555, "SQ", flood)))
    assert len(raw.items(0x00400555)) == ITEMS
    assert raw.deviations == (f"sequence 00400555 has more than {ITEMS} items",)
    assert len(raw.items(0x00400555, 5)) == 5
    assert len(raw.items(0x00400555, ITEMS + 3)) == ITEMS + 3
