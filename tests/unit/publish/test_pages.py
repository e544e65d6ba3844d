import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.disc_contents import LINUX, WINDOWS, contents_of
from viewer.errors import CancelledError, WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.contents import DiscContents, ObjectKind
from viewer.publish.pages import PageOptions, pages_bytes_at_most, write_pages

NAME = re.compile(r"[A-Z0-9_]{1,8}(\.[A-Z]{3})?")
SMALL = PageOptions(picture_px=(64, 64))


@dataclass
class Painter:
    """Pictures of one colour; remembers what it was asked for."""

    blind: bool = False
    asked: list[tuple[str, int, tuple[int, int]]] = field(default_factory=list)

    def __call__(self, file: Path, frame: int, size: tuple[int, int]) -> NDArray[np.uint8] | None:
        assert file.is_file()
        self.asked.append((str(file), frame, size))
        return None if self.blind else np.full((size[1], size[0], 3), 90, np.uint8)


@pytest.fixture
def tree(tmp_path: Path, demo_disc: Path) -> Path:
    shutil.copytree(demo_disc, tmp_path / "tree")
    (tmp_path / "tree" / "README.TXT").unlink()
    return tmp_path / "tree"


@pytest.fixture
def disc(tree: Path) -> DiscContents:
    return contents_of(tree, kits=(WINDOWS, LINUX))


def test_everything_written_has_short_names_outside_the_dicom_folders(
    tree: Path, disc: DiscContents
) -> None:
    before = {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()}
    pages = write_pages(tree, disc, SMALL, Painter())
    after = {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()}
    assert after - before == {*pages.first, *pages.web}
    assert pages.first == ("README.TXT", "INDEX.HTM", "AUTORUN.INF")
    assert len(set(pages.web)) == len(pages.web)
    assert all(NAME.fullmatch(part) for path in after - before for part in path.split("/"))
    assert {path.split("/")[0] for path in pages.web} == {"IHE_PDI", "REPORTS"}
    web = {path.rpartition(".")[2] for path in pages.web if path.startswith("IHE_PDI")}
    assert web == {"HTM", "JPG"}
    assert pages.notices == ()


def test_every_link_leads_to_something(tree: Path, disc: DiscContents) -> None:
    pages = write_pages(tree, disc, SMALL, Painter())
    followed = set()
    for path in (p for p in (*pages.first, *pages.web) if p.endswith("HTM")):
        root = ET.fromstring((tree / path).read_text("utf-8").partition("\n")[2])  # noqa: S314
        ids = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
        for link in (e.attrib[a] for e in root.iter() for a in ("href", "src") if a in e.attrib):
            if link.startswith("#"):
                assert link[1:] in ids
            else:
                target = ((tree / path).parent / link).resolve()
                assert target.is_file(), link
                followed.add(target.relative_to(tree.resolve()).as_posix())
    assert followed == {"INDEX.HTM", *pages.web}


def test_no_picture_is_made_twice_and_no_series_has_more_than_asked_for(
    tree: Path, disc: DiscContents
) -> None:
    painter = Painter()
    write_pages(tree, disc, replace(SMALL, pictures_per_series=2), painter)
    assert len(set(painter.asked)) == len(painter.asked)
    series = [s for study in disc.studies for s in study.series if s.pictures]
    middles = len(disc.studies) * 3
    assert len(painter.asked) <= sum(min(2, s.pictures) for s in series) + middles
    assert {size for _, _, size in painter.asked} == {(64, 64)}


def test_a_disc_of_very_many_series_has_fewer_pictures_of_each(
    tree: Path, disc: DiscContents
) -> None:
    painter = Painter()
    pages = write_pages(tree, disc, replace(SMALL, pictures_at_most=3), painter)
    assert painter.asked == []
    assert not [path for path in pages.web if "/PI" in path]


def test_without_a_painter_there_are_pages_without_pictures(tree: Path, disc: DiscContents) -> None:
    pages = write_pages(tree, disc, SMALL)
    assert "INDEX.HTM" in pages.first
    assert not [path for path in pages.web if "/PI" in path]
    assert pages.notices == ()


def test_pictures_that_cannot_be_made_are_told_and_the_rest_is_written(
    tree: Path, disc: DiscContents
) -> None:
    pages = write_pages(tree, disc, SMALL, Painter(blind=True))
    assert pages.notices
    assert all(notice.startswith("No preview of DICOM/") for notice in pages.notices)
    assert (tree / "INDEX.HTM").is_file()


def test_an_operator_may_leave_parts_out(tree: Path, disc: DiscContents) -> None:
    pages = write_pages(tree, disc, PageOptions(web=False, autorun=False), Painter())
    assert (pages.first, pages.web) == (("README.TXT",), ())
    pages = write_pages(tree, disc, replace(SMALL, documents=False), Painter())
    assert not [path for path in pages.web if path.startswith("REPORTS")]


def test_a_report_that_is_damaged_is_told(tree: Path, disc: DiscContents) -> None:
    for one in disc.objects:
        if one.kind is ObjectKind.REPORT:
            tree.joinpath(*one.file_id).write_bytes(b"damaged")
    pages = write_pages(tree, disc, SMALL)
    assert len(pages.notices) == 1
    assert "could not be read for this page" in (tree / "INDEX.HTM").read_text("utf-8")


def test_a_document_that_no_browser_shows_says_so(tree: Path, disc: DiscContents) -> None:
    people = tuple(
        replace(
            person,
            studies=tuple(
                replace(
                    study,
                    series=tuple(
                        replace(
                            s, objects=tuple(replace(o, mime_type="text/XML") for o in s.objects)
                        )
                        for s in study.series
                    ),
                )
                for study in person.studies
            ),
        )
        for person in disc.patients
    )
    write_pages(tree, replace(disc, patients=people), SMALL)
    assert "Open it with the viewer" in (tree / "INDEX.HTM").read_text("utf-8")


def test_a_document_that_cannot_be_drawn_is_told_and_still_a_file(
    tree: Path, disc: DiscContents
) -> None:
    for one in disc.objects:
        if one.kind is ObjectKind.DOCUMENT:
            file = tree.joinpath(*one.file_id)
            file.write_bytes(file.read_bytes().replace(b"%PDF", b"%pdf").replace(b"obj", b"obi"))
    pages = write_pages(tree, disc, SMALL)
    assert [notice.partition(" DICOM")[0] for notice in pages.notices] == ["Not all pages of"]
    assert "REPORTS/RE000000.PDF" in pages.web


def test_a_folder_that_cannot_be_made_for_reports_is_said(tree: Path, disc: DiscContents) -> None:
    (tree / "REPORTS").write_bytes(b"in the way")
    with pytest.raises(WriteError):
        write_pages(tree, disc, SMALL)


def test_progress_ends_where_it_says(tree: Path, disc: DiscContents) -> None:
    seen: list[tuple[int, int]] = []
    write_pages(tree, disc, SMALL, Painter(), lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_it_stops_when_asked(tree: Path, disc: DiscContents) -> None:
    token = CancelToken()
    with pytest.raises(CancelledError):
        write_pages(tree, disc, SMALL, Painter(), lambda *_: token.cancel(), token)


def test_a_place_that_refuses_is_said(tree: Path, disc: DiscContents) -> None:
    (tree / "IHE_PDI").write_bytes(b"in the way")
    with pytest.raises(WriteError):
        write_pages(tree, disc, SMALL)


def test_a_plan_knows_how_much_room_is_enough(tree: Path, disc: DiscContents) -> None:
    pages = write_pages(tree, disc, PageOptions(), Painter())
    used = sum((tree / path).stat().st_size for path in (*pages.first, *pages.web))
    assert used <= pages_bytes_at_most(disc, PageOptions())
    assert pages_bytes_at_most(disc, PageOptions(web=False)) < 100_000
