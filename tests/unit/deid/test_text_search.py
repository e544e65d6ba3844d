"""Text is found in a process of its own, within limits, and never decides (A-053)."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.factories.burned_in import identity, ultrasound, with_text
from viewer.deid import text_search
from viewer.deid.boxes import Box, is_covered
from viewer.deid.found_text import FoundText, Meaning, Recogniser
from viewer.deid.layout_text import LayoutText
from viewer.deid.risk import Picture
from viewer.deid.text_search import NOT_INSTALLED, TextSearch, boxes_around
from viewer.errors import DecodeError, DecoderTimeoutError, UnsupportedTransferSyntaxError
from viewer.limits import TEXTS_CHARACTERS, TEXTS_FOUND
from viewer.media import decoders
from viewer.media.cancel import CancelToken
from viewer.media.decoders import text_search as reader
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import DecodeSettings, Settings

needs_ocr = pytest.mark.skipif(
    find_spec("rapidocr_onnxruntime") is None, reason="the extra `ocr` is not installed"
)
NAME = ("LINDQVIST, MARGARETA", 40, 30)
DEPTH = ("Depth 16 cm", 200, 200)


def eight_bits(*texts: tuple[str, int, int], columns: int = 320) -> np.ndarray:
    return (with_text(*texts, columns=columns) >> 4).astype(np.uint8)


@pytest.fixture(scope="module")
def search() -> Iterator[TextSearch]:
    with TextSearch(Recogniser([identity()])) as made:
        yield made


@needs_ocr
def test_texts_are_found_where_they_are_and_a_name_is_recognised(search: TextSearch) -> None:
    picture = eight_bits(NAME, DEPTH)
    found = search.find(picture)
    assert [text.meaning for text in found] == [Meaning.PERSON, Meaning.TEXT]
    boxes = boxes_around(found, *picture.shape)
    left = picture.copy()
    for box in boxes:
        left[box.top : box.bottom + 1, box.left : box.right + 1] = 0
    assert not left.any(), "every pixel of the letters is in a box"
    assert sum((b.right - b.left) * (b.bottom - b.top) for b in boxes) < 320 * 240 / 8


@needs_ocr
def test_texts_at_the_far_end_of_a_picture_larger_than_a_tile(search: TextSearch) -> None:
    picture = eight_bits(("MARGARETA", 1900, 200), columns=2048)
    found = search.find(picture)
    assert {text.meaning for text in found} == {Meaning.PERSON}
    assert all(text.box.left >= 1890 and text.box.right < 2048 for text in found)


@needs_ocr
def test_a_picture_without_text(search: TextSearch) -> None:
    assert search.find(np.zeros((100, 120, 3), np.uint8)) == ()


@needs_ocr
def test_this_process_loads_nothing_of_it(search: TextSearch) -> None:
    before = set(sys.modules)  # another test may have had OpenCV
    search.find(eight_bits(DEPTH))
    more = {name.partition(".")[0] for name in set(sys.modules) - before}
    assert not {"cv2", "onnxruntime", "rapidocr_onnxruntime"} & more


@needs_ocr
def test_of_very_many_texts_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    corners = [[1, 2], [5, 2], [5, 9], [1, 9]]
    many = [[corners, "x" * 500, 0.5]] * (TEXTS_FOUND + 5)
    monkeypatch.setattr(reader, "_engine", lambda: lambda *_, **__: (many, None))
    table = reader.decode(asked(np.zeros((20, 20, 3), np.uint8))).array
    assert table.shape == (TEXTS_FOUND, reader.TEXT_FROM + TEXTS_CHARACTERS)
    assert table[-1, :5].tolist() == [1, 2, 5, 9, 500]
    assert (table[:, 5:] == ord("x")).all()


def asked(picture: np.ndarray) -> DecodeRequest:
    data = reader.HEAD.pack(*picture.shape[:2]) + picture.tobytes()
    return DecodeRequest(text_search._ANSWER, data)


@pytest.mark.parametrize("data", [b"", b"\1\0\0\0", reader.HEAD.pack(0, 0), reader.HEAD.pack(2, 2)])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        reader.decode(DecodeRequest(text_search._ANSWER, data))


def limited(monkeypatch: pytest.MonkeyPatch, name: str, value: float) -> TextSearch:
    monkeypatch.setattr(text_search, name, value)
    return TextSearch(Recogniser([]))


@needs_ocr
def test_a_search_that_takes_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    search = limited(monkeypatch, "TEXT_SEARCH_SECONDS", 0.02)
    with search, pytest.raises(DecoderTimeoutError):
        search.find(np.zeros((1200, 1200), np.uint8))


@needs_ocr
def test_a_search_that_takes_too_much_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with limited(monkeypatch, "TEXT_SEARCH_MIB", 700) as search, pytest.raises(DecodeError):
        search.find(np.zeros((1200, 1200), np.uint8))


def without_library(request: DecodeRequest) -> DecodedFrame:
    raise ImportError(request.pixels.transfer_syntax_uid)


def test_without_the_library_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    at_fault = tuple(
        replace(d, decode=without_library) if "rapidocr" in d.name else d for d in decoders.DECODERS
    )
    monkeypatch.setattr(decoders, "DECODERS", at_fault)
    with pytest.raises(UnsupportedTransferSyntaxError):
        decoders.decode(asked(np.zeros((20, 20, 3), np.uint8)))

    class Missing(TextSearch):
        def find(self, *_: object) -> tuple[FoundText, ...]:
            decoders.decode(asked(np.zeros((20, 20, 3), np.uint8)))
            raise AssertionError

    path = ultrasound(tmp_path / "us", with_text(DEPTH))
    with DecoderPool(DecodeSettings()) as pool, Missing(Recogniser([])) as search:
        text = LayoutText(search, pool.decode, Settings(), CancelToken())
        searched = text.searched([Picture(tmp_path, path.name)])
    assert (searched.problem, searched.texts) == (NOT_INSTALLED, ())


class Noting(TextSearch):
    """Finds one text in whatever is not black, and remembers what it was given."""

    def __init__(self) -> None:
        super().__init__(Recogniser([]))
        self.given: list[np.ndarray] = []

    def find(self, picture: np.ndarray, *_: object) -> tuple[FoundText, ...]:
        self.given.append(picture)
        rows, columns = np.nonzero(picture)
        if not len(rows):
            return ()
        edges = (columns.min(), rows.min(), columns.max(), rows.max())
        return (FoundText(Box(*map(int, edges)), "x", 1.0),)


def layout_text(search: TextSearch, pool: DecoderPool) -> LayoutText:
    return LayoutText(search, pool.decode, Settings(), CancelToken())


def test_a_text_on_any_frame_of_many_is_found(tmp_path: Path) -> None:
    frames = np.zeros((40, 60, 80), np.uint16)
    frames[17, 10:20, 30:50] = 4095
    path = ultrasound(tmp_path / "us", frames)
    with DecoderPool(DecodeSettings()) as pool, Noting() as search:
        searched = layout_text(search, pool).searched([Picture(tmp_path, path.name, 40)])
    assert searched.frames == 40
    assert is_covered(Box(30, 10, 49, 19), searched.boxes)
    assert len(search.given) < 12, "a few frames, and all of them put together"


def test_what_moves_goes_and_a_text_that_stays_is_searched_for(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    frames = rng.integers(0, 2, (30, 60, 80)).astype(np.uint16) * 4095
    frames[:, 10:20, 30:50] = 4095
    path = ultrasound(tmp_path / "us", frames)
    with DecoderPool(DecodeSettings()) as pool, Noting() as search:
        layout_text(search, pool).searched([Picture(tmp_path, path.name, 30)])
    expected = np.zeros((60, 80), bool)
    expected[10:20, 30:50] = True
    assert any(np.array_equal(picture > 0, expected) for picture in search.given)


def test_no_more_frames_are_searched_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.deid.layout_text.TEXT_SEARCH_FRAMES", 5)
    path = ultrasound(tmp_path / "us", np.zeros((9, 8, 8), np.uint16))
    with DecoderPool(DecodeSettings()) as pool, Noting() as search:
        searched = layout_text(search, pool).searched([Picture(tmp_path, path.name, 9)])
    assert (searched.frames, searched.failed) == (5, 0)


def test_a_picture_that_cannot_be_read_is_counted(tmp_path: Path) -> None:
    path = ultrasound(tmp_path / "us", with_text(DEPTH))
    pictures = [Picture(tmp_path, path.name), Picture(tmp_path, "gone", 3)]
    with DecoderPool(DecodeSettings()) as pool, Noting() as search:
        searched = layout_text(search, pool).searched(pictures)
    assert (searched.frames, searched.failed, len(searched.texts)) == (4, 3, 1)


def test_boxes_of_neighbouring_lines_become_one() -> None:
    lines = [FoundText(Box(10, 10 + 22 * n, 100, 29 + 22 * n), "", 1.0) for n in range(3)]
    assert boxes_around(lines, 200, 200) == (Box(0, 5, 110, 78),)
    assert boxes_around([replace(lines[0], box=Box(0, 0, 4, 4))], 6, 6) == (Box(0, 0, 5, 5),)
