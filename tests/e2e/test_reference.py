"""Every frame of reference.csv, from the file to stored values, as other decoders see it.

The table was made with numpy, DCMTK, GDCM, pydicom's plug-ins, imagecodecs, djxl and FFmpeg on
the team's files. `exact` rows must match by checksum, the others within the table's tolerance.
Where Lightbox deviates, the file is named below with the reason.

Rows of `ybr-stored` are left out: they hold Y, Cb, Cr as stored, and a decoder of ours gives RGB
(D-070). The same frames have an `rgb` row, which is tested.
"""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from tests.shared_data import shared_data
from viewer.errors import PixelDescriptionError, ViewerError
from viewer.media.decoders import decode
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.media.read import FrameIndex, index_frames
from viewer.media.transfer_syntax import VIDEO
from viewer.model.image import FileKey, ImagePixels
from viewer.settings import DecodeSettings

Row = dict[str, str]


def rows() -> list[Row]:
    """The table; empty where the files are not, which `test_the_table_is_there` tells."""
    try:
        with (shared_data() / "reference.csv").open(newline="") as table:
            return [row for row in csv.DictReader(table) if row["representation"] != "ybr-stored"]
    except (pytest.skip.Exception, pytest.fail.Exception):
        return []


ROWS = rows()

# --- where Lightbox deviates, and why -----------------------------------------------------

# (D-015) The data ends within the frame. GDCM, the only one to show them, keeps what it has of
# the last row; Lightbox shows complete rows, blackens the rest and says how many there are.
CUT_OFF = {
    "made/malformed/truncated_in_pixels.dcm": "only 99 of 200 rows",
    "made/malformed/truncated_one_byte_short.dcm": "only 199 of 200 rows",
    "malformed/MR_truncated.dcm": "only 63 of 64 rows",
}
REFUSED = {
    # Flipped bits; one of eight decoders guesses an image, and a guess is not shown (S-11).
    "made/malformed/jls_stream_bitflips.dcm": "stream is damaged",
}
# MONOCHROME2 with 3 samples per pixel, and data for all three. The table has a `stored` row of
# GDCM, which drops two of them, and an `rgb` row of numpy and DCMTK, which Lightbox matches.
FIRST_SAMPLE_ONLY = {"malformed/fuzz/TC0327_mono2_spp3.dcm"}

DEVIATING = {*CUT_OFF, *REFUSED}
# Nobody could decode these. Lightbox shows them, with what is doubtful about them.
SHOWN_ALL_THE_SAME = {
    "made/malformed/deflated_truncated.dcm": "only 132 of 200 rows",
    "made/malformed/sequence_delimiter_missing.dcm": "",
    "malformed/fuzz/TC0277_missing_delim.dcm": "",
    "malformed/fuzz/TC0285_buf_half.dcm": "only 32 of 64 rows",
}


# --- from the file to the frame -----------------------------------------------------------


@dataclass(frozen=True)
class Opened:
    pixels: ImagePixels
    index: FrameIndex
    stream: Any
    video: bytes | None  # the whole stream, the same object for every frame


@lru_cache(maxsize=2)
def opened(path: str) -> Opened:
    """The product's way to the frames of a file."""
    settings = DecodeSettings()
    raw = read_dataset(io.BytesIO((shared_data() / path).read_bytes()), settings=settings)
    header = parse_header(raw, FileKey(0, path))
    if header.image is None or raw.pixel_data is None:
        raise PixelDescriptionError(header.image_problem)
    pixels = header.image.pixels
    index = index_frames(raw.stream, raw.pixel_data, pixels)
    video = None
    if pixels.transfer_syntax_uid in VIDEO:
        video = bytes(index.read(raw.stream, 0).data)
    return Opened(pixels, index, raw.stream, video)


def frame(row: Row) -> DecodedFrame:
    file = opened(row["path"])
    number = int(row["frame"] or 0)
    if file.video is not None:
        return decode(DecodeRequest(file.pixels, file.video, frame_index=number))
    stored = file.index.read(file.stream, number)
    asked = DecodeRequest(file.pixels, stored.data, stored.bit_offset, truncated=stored.truncated)
    return decode(asked)


def checksum(array: "np.ndarray[Any, np.dtype[np.generic]]") -> str:
    """As the table has it: values little endian, row after row."""
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return hashlib.sha256(np.ascontiguousarray(little).tobytes()).hexdigest()


def named(row: Row) -> str:
    return f"{row['path']}:{row['frame']}"


def agrees(row: Row) -> bool:
    """Whether the row is one that Lightbox must match as it stands."""
    dropped = row["path"] in FIRST_SAMPLE_ONLY and row["representation"] == "stored"
    return row["path"] not in DEVIATING and not dropped


def selected(choose: Callable[[Row], bool]) -> list[Any]:
    return [pytest.param(row, id=named(row)) for row in ROWS if choose(row)]


# --- the table ----------------------------------------------------------------------------


def test_the_table_is_there() -> None:
    shared_data()
    assert len(ROWS) > 1000
    paths = {row["path"] for row in ROWS}
    assert paths >= {*DEVIATING, *FIRST_SAMPLE_ONLY, *SHOWN_ALL_THE_SAME}
    exact = sum(row["exact"] == "yes" for row in ROWS)
    lossy = sum(row["exact"] == "no" for row in ROWS)
    assert exact > 880
    assert lossy > 110


@pytest.mark.parametrize("row", selected(lambda r: r["exact"] in {"yes", "single"} and agrees(r)))
def test_exact_frames_match_by_checksum(row: Row) -> None:
    array = frame(row).array
    assert array.dtype == np.dtype(row["dtype"])
    samples = () if row["samples"] == "1" else (int(row["samples"]),)
    assert array.shape == (int(row["rows"]), int(row["cols"]), *samples)
    assert checksum(array) == row["sha256"]


@pytest.mark.parametrize("row", selected(lambda r: r["exact"] == "no" and agrees(r)))
def test_lossy_frames_match_within_tolerance(row: Row) -> None:
    array = frame(row).array
    limits, mean = float(row["tol_minmax"]), float(row["tol_mean"])
    assert float(array.min()) == pytest.approx(float(row["min"]), abs=limits)
    assert float(array.max()) == pytest.approx(float(row["max"]), abs=limits)
    assert float(array.mean(dtype=np.float64)) == pytest.approx(float(row["mean"]), abs=mean)


@pytest.mark.parametrize("row", selected(lambda r: r["path"] in CUT_OFF))
def test_cut_off_frames_show_complete_rows_and_say_so(row: Row) -> None:
    shown = frame(row)
    assert CUT_OFF[row["path"]] in shown.notices[0]
    assert float(shown.array.max()) == float(row["max"])
    assert not shown.array[-1].any()


@pytest.mark.parametrize("row", selected(lambda r: r["path"] in REFUSED))
def test_refused_frames_say_why(row: Row) -> None:
    with pytest.raises(ViewerError, match=REFUSED[row["path"]]):
        frame(row)


@pytest.mark.parametrize(
    "row", selected(lambda r: not agrees(r) and r["path"] in FIRST_SAMPLE_ONLY)
)
def test_colour_labelled_grey(row: Row) -> None:
    array = frame(row).array
    assert array.shape[2] == 3
    assert checksum(array[..., 0]) == row["sha256"]


@pytest.mark.parametrize("row", selected(lambda r: not r["representation"]))
def test_what_nobody_decodes_is_refused_or_shown_with_its_doubts(row: Row) -> None:
    path = row["path"]
    if path in SHOWN_ALL_THE_SAME:
        assert SHOWN_ALL_THE_SAME[path] in "".join(frame(row).notices)
        return
    with pytest.raises((ViewerError, IndexError)) as caught:
        frame(row)
    if caught.type is IndexError:  # fewer frames than the header says: never asked for
        assert int(row["frame"]) >= opened(path).index.count
    else:
        assert str(caught.value)
