"""D-013..D-016, D-130: the bytes of each frame, whatever the offset tables say."""

import io
import struct
from dataclasses import replace
from pathlib import Path

import pydicom
import pytest
from pydicom.encaps import generate_frames

from tests.factories.elements import UNDEFINED, Writer, identity, part10, pixel_module
from tests.shared_data import shared_data
from viewer.errors import TruncatedPixelsError
from viewer.media.dataset import RawDataset
from viewer.media.elements import PixelElement
from viewer.media.fragments import FragmentFrames
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.media.read import FrameIndex, NativeFrames, index_frames
from viewer.model.image import FileKey, ImagePixels
from viewer.settings import DecodeSettings

W = Writer()
JPEG_LS = "1.2.840.10008.1.2.4.80"
RLE = "1.2.840.10008.1.2.5"
THREE_BY_ONE = ImagePixels(
    1,
    3,
    1,
    "MONOCHROME2",
    8,
    8,
    7,
    signed=False,
    planar_configuration=0,
    number_of_frames=3,
    transfer_syntax_uid="1.2.840.10008.1.2.2",
)
ONE = b"\xff\xd8\xff\xf7first frame."
TWO = b"\xff\xd8\xff\xf7second"
THREE = b"\xff\xd8\xff\xf73."


def opened(data: bytes) -> tuple[RawDataset, ImagePixels, FrameIndex]:
    raw = read_dataset(io.BytesIO(data), settings=DecodeSettings())
    image = parse_header(raw, FileKey(0, "F")).image
    assert image is not None
    assert raw.pixel_data is not None
    return raw, image.pixels, index_frames(raw.stream, raw.pixel_data, image.pixels)


def header(frames: int, bits: int = 16) -> bytes:
    module = pixel_module(W, bits=bits)
    split = module.index(b"\x28\0\x10\0")
    number = W.element(0x00280008, "IS", str(frames))
    return identity(W) + module[:split] + number + module[split:]


def encapsulated(
    frames: int,
    *fragments: bytes,
    table: bytes = b"",
    end: bytes = W.mark(0xFFFEE0DD),
    syntax: str = JPEG_LS,
    extended: bytes = b"",
) -> bytes:
    content = W.item(table) + b"".join(W.item(fragment) for fragment in fragments) + end
    pixels = W.element(0x7FE00010, "OB", content, UNDEFINED)
    return part10(header(frames) + extended + pixels, syntax)


def frames_of(data: bytes) -> list[bytes]:
    raw, _, index = opened(data)
    return [bytes(index.read(raw.stream, i).data) for i in range(index.count)]


def table_of(*fragments: bytes) -> bytes:
    offsets = [sum(len(f) + 8 for f in fragments[:i]) for i in range(len(fragments))]
    return struct.pack(f"<{len(offsets)}I", *offsets)


def test_one_fragment_a_frame_without_table() -> None:
    assert frames_of(encapsulated(3, ONE, TWO, THREE)) == [ONE, TWO, THREE]


def test_frames_by_basic_offset_table_may_have_several_fragments() -> None:
    parts = (ONE[:4], ONE[4:], TWO, THREE)
    table = struct.pack("<3I", 0, len(ONE) + 16, len(ONE) + 16 + len(TWO) + 8)
    assert frames_of(encapsulated(3, *parts, table=table)) == [ONE, TWO, THREE]


def test_frames_by_extended_offset_table() -> None:
    offsets = struct.pack("<3Q", 0, len(ONE) + 8, len(ONE) + len(TWO) + 16)
    lengths = struct.pack("<3Q", len(ONE), len(TWO), len(THREE))
    extended = W.element(0x7FE00001, "OV", offsets) + W.element(0x7FE00002, "OV", lengths)
    assert frames_of(encapsulated(3, ONE, TWO, THREE, extended=extended)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "table",
    [
        struct.pack("<3I", 0, 20, 40),  # into the middle of the fragments
        struct.pack("<3I", 0, 0, 0),
        struct.pack("<3I", 0, 22, 0xFFFFFFF0),
        struct.pack("<2I", 0, 22),
        struct.pack("<3I", 8, 30, 46),
    ],
)
def test_a_table_that_lies_is_replaced_by_the_fragments(table: bytes) -> None:
    data = encapsulated(3, ONE, TWO, THREE, table=table)
    assert frames_of(data) == [ONE, TWO, THREE]
    assert "offset table does not match the fragments" in opened(data)[2].notices


def test_a_lie_in_the_middle_of_a_table_is_noticed_when_its_frame_is_read() -> None:
    frames = (ONE, TWO, THREE, ONE, TWO)
    true = struct.unpack("<5I", table_of(*frames))
    table = struct.pack("<5I", *(o + 3 * (i == 1) for i, o in enumerate(true)))
    assert frames_of(encapsulated(5, *frames, table=table)) == list(frames)


def test_several_fragments_a_frame_without_table_are_told_by_their_starts() -> None:
    data = encapsulated(3, ONE[:6], ONE[6:], TWO, THREE[:4], THREE[4:])
    assert frames_of(data) == [ONE, TWO, THREE]
    assert opened(data)[2].notices == ()


def test_all_fragments_of_a_single_frame_are_joined() -> None:
    assert frames_of(encapsulated(1, ONE[:4], ONE[4:8], ONE[8:])) == [ONE]
    assert frames_of(encapsulated(1, b"rl", b"e ", syntax=RLE)) == [b"rle "]


@pytest.mark.parametrize(("stated", "there"), [(3, 2), (1, 2)])
def test_a_wrong_number_of_frames_shows_what_is_there_and_says_so(stated: int, there: int) -> None:
    data = encapsulated(stated, ONE, TWO)
    assert frames_of(data) == [ONE, TWO][:there]
    assert opened(data)[2].notices == (f"{stated} frames stated, {there} found",)


def test_a_missing_sequence_delimiter_loses_nothing() -> None:
    data = encapsulated(2, ONE, TWO, end=b"")
    assert frames_of(data) == [ONE, TWO]
    assert opened(data)[2].notices == ("pixel data ends without a delimiter",)


@pytest.mark.parametrize("table", [b"", table_of(ONE, TWO)])
def test_a_truncated_last_fragment_is_marked(table: bytes) -> None:
    data = encapsulated(2, ONE, TWO, end=b"", table=table)[:-4]
    raw, _, index = opened(data)
    first, last = index.read(raw.stream, 0), index.read(raw.stream, 1)
    assert (first.data, first.truncated) == (ONE, False)
    assert (last.data, last.truncated) == (TWO[:-4], True)


def test_a_delimiter_inside_a_fragment_ends_nothing() -> None:
    hidden = ONE + W.mark(0xFFFEE0DD) + b"more"
    assert frames_of(encapsulated(2, hidden, TWO)) == [hidden, TWO]


def test_compressed_data_of_defined_length_is_read_with_and_without_items() -> None:
    items = W.item(b"") + W.item(ONE) + W.item(TWO)
    assert frames_of(part10(header(2) + W.element(0x7FE00010, "OB", items), JPEG_LS)) == [ONE, TWO]
    bare = part10(header(1) + W.element(0x7FE00010, "OB", ONE), JPEG_LS)
    assert frames_of(bare) == [ONE]
    assert opened(bare)[2].notices == ("compressed pixel data without fragments",)


def test_native_frames_are_found_by_arithmetic() -> None:
    data = part10(header(3) + W.element(0x7FE00010, "OW", bytes(range(36))))
    assert frames_of(data) == [bytes(range(i, i + 12)) for i in (0, 12, 24)]


def test_big_endian_words_give_single_bytes_in_the_order_of_samples() -> None:
    """OW of 8-bit samples, big endian: each word holds the later sample first (PS3.5 8.1.1)."""
    element = PixelElement(0x7FE00010, b"OW", 0, 10, 10, little_endian=False)
    words = bytes([1, 0, 3, 2, 5, 4, 7, 6, 9, 8])
    index = NativeFrames(element, THREE_BY_ONE)
    frames = [index.read(io.BytesIO(words), i).data for i in range(3)]
    assert frames == [bytes([0, 1, 2]), bytes([3, 4, 5]), bytes([6, 7, 8])]


def test_one_bit_frames_start_inside_a_byte() -> None:
    # 6 bits a frame: frame 1 starts at bit 6, frame 2 at bit 12 (PS3.5 8.1.1).
    data = part10(header(3, bits=1) + W.element(0x7FE00010, "OB", b"\x01\x02\x03\0"))
    raw, _, index = opened(data)
    got = [index.read(raw.stream, i) for i in range(3)]
    assert [(f.data, f.bit_offset) for f in got] == [(b"\1", 0), (b"\1\2", 6), (b"\2\3", 4)]


def test_native_data_too_short_gives_whole_frames_and_a_marked_rest() -> None:
    raw, pixels, index = opened(part10(header(3) + W.element(0x7FE00010, "OW", bytes(18))))
    assert (pixels.number_of_frames, index.count) == (2, 2)
    assert not index.read(raw.stream, 0).truncated
    assert index.read(raw.stream, 1).truncated
    assert index.notices == ("pixel data ends after 18 of 24 bytes",)
    with pytest.raises(TruncatedPixelsError):
        index.read(raw.stream, 2)


def test_native_data_too_long_is_used_from_the_start() -> None:
    raw, _, index = opened(part10(header(1) + W.element(0x7FE00010, "OW", bytes(range(20)))))
    assert index.read(raw.stream, 0).data == bytes(range(12))
    assert index.notices == ("pixel data has 8 bytes too many",)


def test_a_length_the_file_cannot_hold_allocates_nothing() -> None:
    data = part10(header(1) + W.element(0x7FE00010, "OW", bytes(12), 0xFFFFFFF0))
    assert frames_of(data) == [bytes(12)]


# --- the shared files --------------------------------------------------------------------


def frames_in(path: Path) -> tuple[list[bytes], FrameIndex]:
    with path.open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        image = parse_header(raw, FileKey(0, path.name)).image
        assert image is not None
        assert raw.pixel_data is not None
        index = index_frames(raw.stream, raw.pixel_data, image.pixels)
        return [bytes(index.read(raw.stream, i).data) for i in range(index.count)], index


@pytest.mark.filterwarnings("ignore")  # pydicom's, about these very files
def test_encapsulated_frames_are_those_pydicom_finds() -> None:
    root = shared_data()
    compared = 0
    for folder in ("encapsulation", "made/encapsulation", "made/transfer-syntaxes", "multiframe"):
        for path in sorted((root / folder).rglob("*.dcm")):
            dataset = pydicom.dcmread(path)
            got, index = frames_in(path)
            # Where pydicom believes a table that lies, or cannot say, TRUTH.csv has the last word.
            if not isinstance(index, FragmentFrames) or index.notices or "2fr" in path.name:
                continue
            tables = None
            if "ExtendedOffsetTable" in dataset:
                tables = (dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths)
            expected = generate_frames(
                dataset.PixelData,
                number_of_frames=int(dataset.get("NumberOfFrames") or 1),
                extended_offsets=tables,
            )
            assert got == list(expected), path.name
            compared += 1
    assert compared > 60


def test_the_wrong_table_of_the_made_clip_changes_no_frame() -> None:
    folder = shared_data() / "made/encapsulation"
    right, _ = frames_in(folder / "mf_jls_bot.dcm")
    wrong, index = frames_in(folder / "mf_jls_wrong_bot.dcm")
    assert wrong == right
    assert index.notices == ("offset table does not match the fragments",)


def test_a_table_that_promises_more_frames_than_there_are_gives_a_typed_error() -> None:
    """Three fragments, five offsets: those between the fragments lie."""
    _, second, third = struct.unpack("<3I", table_of(ONE, TWO, THREE))
    table = struct.pack("<5I", 0, 3, second, second + 3, third)
    raw, _, index = opened(encapsulated(5, ONE, TWO, THREE, table=table))
    assert index.count == 5
    with pytest.raises(TruncatedPixelsError, match="only 3 frames"):
        index.read(raw.stream, 3)
    assert index.count == 3


def test_an_offset_table_cut_off_where_the_size_is_not_known_is_no_crash() -> None:
    pixels = replace(THREE_BY_ONE, transfer_syntax_uid=JPEG_LS)
    data = W.mark(0xFFFEE000)[:4] + struct.pack("<I", 12) + bytes(6)
    element = PixelElement(0x7FE00010, b"OB", 0, None, 1 << 20)  # an upper limit, as deflated
    assert FragmentFrames(io.BytesIO(data), element, pixels).count == 0
