"""PDF pages: placed where the geometry says, and nothing a document does reaches the window."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.factories.pdf import form, locked_pdf, pages_pdf, pdf_file, stream
from viewer.errors import (
    DecodeError,
    DecoderTimeoutError,
    PixelDescriptionError,
    PixelError,
    TruncatedPixelsError,
)
from viewer.limits import PDF_PAGES
from viewer.media.decoders import decode
from viewer.media.decoders.pool import DecoderPool
from viewer.media.documents.pdf import page_request, page_sizes, sizes_request
from viewer.settings import DecodeSettings

RED_LEFT_HALF = b"1 0 0 rg 0 0 100 100 re f"  # of a page of 200 x 100 points
RED, WHITE = (255, 0, 0), (255, 255, 255)


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(DecodeSettings(workers=1)) as made:
        yield made


def pixel(data: bytes, row: int, column: int, *, rows: int, columns: int) -> tuple[int, ...]:
    array = decode(page_request(data, 0, rows, columns)).array
    assert array.shape == (rows, columns, 3)
    return tuple(int(value) for value in array[row, column])


def test_a_page_fills_a_picture_of_its_shape() -> None:
    data = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)
    assert pixel(data, 50, 99, rows=100, columns=200) == RED
    assert pixel(data, 50, 101, rows=100, columns=200) == WHITE


def test_a_page_is_fitted_with_white_margins() -> None:
    data = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)
    # 100 rows of page in 300 of picture: the page lies between rows 100 and 200.
    assert pixel(data, 150, 50, rows=300, columns=200) == RED
    assert pixel(data, 97, 50, rows=300, columns=200) == WHITE
    assert pixel(data, 203, 50, rows=300, columns=200) == WHITE


def test_sizes_are_those_of_the_media_boxes() -> None:
    data = pages_pdf([b"0 0 200 100", b"0 0 595 842", b"10 20 110 320"])
    assert page_sizes(decode(sizes_request(data))) == ((200, 100), (595, 842), (100, 300))


def test_beyond_the_last_page_the_count_is_told() -> None:
    data = pages_pdf([b"0 0 9 9"] * 3)
    with pytest.raises(TruncatedPixelsError, match="ends after page 3"):
        decode(page_request(data, 3, 10, 10))


def test_filled_in_fields_are_shown_without_a_form_environment() -> None:
    look = form(b"1 0 0 rg 0 0 200 100 re f")
    data = pdf_file(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [0 0 50 50]"
        b" /AP << /N 5 0 R >> >>",
        look,
    )
    assert pixel(data, 75, 25, rows=100, columns=100) == RED


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a PDF"),
        (b"PK\x03\x04 a Word file", "not a PDF"),
        (b"%PDF-1.7\nnothing more", "damaged"),
        (pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)[:150], "damaged"),
        (locked_pdf(), "protected by a password"),
        (pages_pdf([]), "damaged"),
    ],
)
def test_what_cannot_be_opened_says_why(pool: DecoderPool, data: bytes, words: str) -> None:
    with pytest.raises(DecodeError, match=words):
        pool.decode(sizes_request(data))


def test_a_file_without_its_index_is_repaired() -> None:
    data = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)
    cut = data[: data.index(b"xref")]
    cut += b"trailer << /Root 1 0 R >>"
    assert pixel(cut, 50, 50, rows=100, columns=200) == RED


@pytest.mark.parametrize(
    "box", [b"0 0 1e30 1e30", b"0 0 0 0", b"5 5 5 900", b"0 0 1e9 1", b"0 0 nonsense 1", b""]
)
def test_impossible_page_sizes_stay_harmless(pool: DecoderPool, box: bytes) -> None:
    data = pages_pdf([box, b"0 0 200 100"], RED_LEFT_HALF)
    sizes = page_sizes(pool.decode(sizes_request(data)))
    assert len(sizes) == 2
    assert all(0 < side <= 1e6 for size in sizes for side in size)
    assert pool.decode(page_request(data, 0, 60, 40)).array.shape == (60, 40, 3)
    assert tuple(pool.decode(page_request(data, 1, 100, 200)).array[50, 50]) == RED


def test_a_picture_over_the_limits_is_never_asked_for(pool: DecoderPool) -> None:
    data = pages_pdf([b"0 0 200 100"])
    with pytest.raises(PixelDescriptionError, match="over the limit"):
        pool.decode(page_request(data, 0, 60_000, 60_000))


def test_of_very_many_pages_the_first_are_shown_and_the_rest_is_told(pool: DecoderPool) -> None:
    data = pages_pdf([b"0 0 200 100"] * 10_000, RED_LEFT_HALF)
    start = time.monotonic()
    answer = pool.decode(sizes_request(data))
    assert time.monotonic() - start < 20
    assert len(page_sizes(answer)) == PDF_PAGES
    assert answer.notices == (f"the first {PDF_PAGES} of 10000 pages are shown",)
    assert tuple(pool.decode(page_request(data, PDF_PAGES - 1, 100, 200)).array[50, 50]) == RED


def test_a_document_goes_to_the_worker_once(pool: DecoderPool) -> None:
    data = pages_pdf([b"0 0 200 100"] * 2, RED_LEFT_HALF)
    first = pool.decode(page_request(data, 0, 50, 100)).array
    worker, _ = pool._workers  # the second one is for previews
    assert worker.holds(data)
    assert not worker.holds(bytes(bytearray(data)))
    np.testing.assert_array_equal(first, pool.decode(page_request(data, 1, 50, 100)).array)


def test_two_documents_in_turns_are_not_mixed_up(pool: DecoderPool) -> None:
    red = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)
    blue = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF.replace(b"1 0 0", b"0 0 1"))
    for _ in range(2):
        assert tuple(pool.decode(page_request(red, 0, 50, 100)).array[25, 25]) == RED
        assert tuple(pool.decode(page_request(blue, 0, 50, 100)).array[25, 25]) == (0, 0, 255)


def test_scripts_and_launch_actions_are_not_run(pool: DecoderPool, tmp_path: Path) -> None:
    mark = tmp_path / "touched"
    action = (
        b"/OpenAction << /S /Launch /F (/usr/bin/touch) /Unix << /F (touch) /P (%s) >>"
        b" /Next << /S /JavaScript /JS (while(1){}) >> >>" % str(mark).encode()
    )
    data = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF, catalogue=action)
    assert tuple(pool.decode(page_request(data, 0, 50, 100)).array[25, 25]) == RED
    assert not mark.exists()


def test_endless_drawing_ends_at_the_time_limit() -> None:
    # Each of 14 forms draws the next one ten times over: 10^14 rectangles.
    forms = [
        form(b"/X Do " * 10, b"/Resources << /XObject << /X %d 0 R >> >>" % (5 + n))
        for n in range(14)
    ]
    data = pdf_file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 19 0 R"
        b" /Resources << /XObject << /X 4 0 R >> >> >>",
        *forms,
        form(RED_LEFT_HALF),
        stream(b"/X Do"),
    )
    with DecoderPool(DecodeSettings(workers=1, seconds_per_frame=3)) as pool:
        with pytest.raises(DecoderTimeoutError):
            pool.decode(page_request(data, 0, 1000, 2000))
        red = pages_pdf([b"0 0 200 100"], RED_LEFT_HALF)
        assert tuple(pool.decode(page_request(red, 0, 50, 100)).array[25, 25]) == RED


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bytes_never_escape_as_anything_but_typed_errors(
    pool: DecoderPool, seed: int
) -> None:
    data = bytearray(pages_pdf([b"0 0 200 100"] * 3, RED_LEFT_HALF))
    random = np.random.default_rng(seed)
    for place in random.integers(9, len(data), 40):
        data[place] = int(random.integers(0, 256))
    damaged = bytes(data)
    for asked in (sizes_request(damaged), page_request(damaged, 0, 50, 100)):
        with suppress(PixelError):
            assert pool.decode(asked).array.size


def test_bytes_of_the_length_of_a_picture_are_not_shown_as_one() -> None:
    asked = page_request(b"\x80" * 30_000, 0, 100, 100)
    with pytest.raises(DecodeError, match="not a PDF"):
        decode(asked)
