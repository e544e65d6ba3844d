from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.disc_contents import contents_of
from tests.factories.pdf import locked_pdf, pages_pdf
from viewer.errors import FileReadError, PixelError
from viewer.publish.contents import ObjectKind
from viewer.publish.page_reports import Sheets, read_document, read_report


@pytest.fixture
def sheets() -> Iterator[Sheets]:
    made = Sheets()
    yield made
    made.close()


def staged(disc: Path, kind: ObjectKind) -> Path:
    found = next(o for o in contents_of(disc).objects if o.kind is kind)
    return disc.joinpath(*found.file_id)


def test_a_structured_report_is_read_from_its_file(demo_disc: Path) -> None:
    report = read_report(staged(demo_disc, ObjectKind.REPORT))
    assert any("nodule" in item.value for item in report.items)


def test_a_document_is_read_from_its_file(demo_disc: Path) -> None:
    assert read_document(staged(demo_disc, ObjectKind.DOCUMENT)).startswith(b"%PDF")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileReadError):
        read_report(tmp_path / "nothing")
    (tmp_path / "text").write_text("no DICOM")
    with pytest.raises(FileReadError):
        read_document(tmp_path / "text")


def test_sheets_are_drawn_in_their_own_form_and_only_so_many(sheets: Sheets) -> None:
    count, drawn = sheets.of(pages_pdf([b"0 0 200 100"] + [b"0 0 100 200"] * 24))
    shapes = [pixels.shape for pixels in drawn]
    assert count == 25
    assert len(shapes) == 20
    assert shapes[:2] == [(700, 1400, 3), (1400, 700, 3)]


def test_what_is_no_pdf_or_locked_is_said_and_the_next_one_is_drawn(sheets: Sheets) -> None:
    for data in (b"nothing", locked_pdf()):
        with pytest.raises(PixelError):
            sheets.of(data)
    assert sheets.of(pages_pdf([b"0 0 10 10"]))[0] == 1


def test_nothing_starts_without_a_document() -> None:
    Sheets().close()
