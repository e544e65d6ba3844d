"""Pages of a medium when studies are added: they show all of it, or it is as it was (M-071)."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.discs import published
from viewer.errors import ViewerError
from viewer.media.cancel import CancelToken
from viewer.publish import gates, verify
from viewer.publish.errors import VerifyError
from viewer.publish.extending import Extender
from viewer.publish.furnish import Wanted
from viewer.publish.pages import PageOptions
from viewer.publish.publisher import Published, Request

WHO: dict[str, Any] = {"PatientName": "Berg^Anna", "PatientID": "A1"}
OLD, NEW = "Chest of spring", "Head of autumn"
PAGES = Wanted(pages=PageOptions())


@pytest.fixture
def more(tmp_path: Path) -> Path:
    make_ct_series(
        tmp_path / "more", 2, series=7, StudyInstanceUID="1.2.840.7", StudyDescription=NEW, **WHO
    )
    return tmp_path / "more"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "first", 2, StudyDescription=OLD, **WHO)
    told = {"institution": "Haus am See", "contact": "1st floor", "label": "keep this"}
    target = tmp_path / "stick"
    published(tmp_path / "first", target=target, wanted=PAGES, **told)
    return target


def added(source: Path, stick: Path, wanted: Wanted = PAGES, **more: Any) -> Published:
    given = {"with_tools": False, **more}
    made = Extender(Request((source,), stick, wanted=wanted, **given)).run()
    assert made is not None
    return made


def everything(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_pages_show_what_was_there_and_what_came(more: Path, stick: Path) -> None:
    made = added(more, stick)
    assert made.notices == ()
    for name in ("INDEX.HTM", "README.TXT"):
        text = (stick / name).read_text("utf-8")
        for words in (OLD, NEW, "Haus am See", "1st floor", "keep this"):
            assert words in text, (name, words)
    studies = [path.read_text("utf-8") for path in sorted(stick.glob("IHE_PDI/ST*.HTM"))]
    assert [OLD in text for text in studies] == [True, False]
    assert [NEW in text for text in studies] == [False, True]
    again = added_once_more(more, stick)
    assert "Third one" in again
    assert OLD in again


def added_once_more(more: Path, stick: Path) -> str:
    make_ct_series(
        more, 1, series=9, StudyInstanceUID="1.2.840.9", StudyDescription="Third one", **WHO
    )
    added(more, stick)
    return (stick / "INDEX.HTM").read_text("utf-8")


def test_pages_of_others_and_what_lies_beside_ours_stay(more: Path, stick: Path) -> None:
    (stick / "README.TXT").write_text("mine")
    (stick / "IHE_PDI" / "EXTRA.HTM").write_text("of somebody")
    (stick / "IHE_PDI" / "PI000999.JPG").write_text("left from before")
    added(more, stick)
    assert (stick / "README.TXT").read_text() == "mine"
    assert (stick / "IHE_PDI" / "EXTRA.HTM").read_text() == "of somebody"
    assert not (stick / "IHE_PDI" / "PI000999.JPG").exists()
    assert not (stick / "AUTORUN.INF").exists()


def test_a_foreign_index_is_left_and_told(more: Path, stick: Path) -> None:
    (stick / "INDEX.HTM").write_text("<html>another maker</html>")
    made = added(more, stick)
    assert (stick / "INDEX.HTM").read_text() == "<html>another maker</html>"
    assert len(made.notices) == 1
    assert "not ours" in made.notices[0]


def test_pages_are_left_where_that_is_wanted_and_told(more: Path, stick: Path) -> None:
    before = (stick / "INDEX.HTM").read_bytes()
    made = added(more, stick, Wanted())
    assert (stick / "INDEX.HTM").read_bytes() == before
    assert made.notices == ("the pages of the medium show what was there before",)


def test_a_medium_without_pages_gets_none(more: Path, stick: Path) -> None:
    for name in ("INDEX.HTM", "README.TXT"):
        (stick / name).unlink()
    shutil.rmtree(stick / "IHE_PDI")
    assert added(more, stick).notices == ()
    assert sorted(path.name for path in stick.iterdir()) == ["DICOM", "DICOMDIR"]


@pytest.mark.parametrize("how", ["gate", "spoilt page", "cancelled", "page refused"])
def test_whatever_fails_the_pages_are_what_they_were(
    more: Path, stick: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    before = everything(stick)
    cancel = CancelToken()

    def flush() -> None:
        if NEW not in (stick / "INDEX.HTM").read_text("utf-8"):
            return  # it is not in place yet
        if how == "spoilt page":
            (stick / "INDEX.HTM").write_text("spoilt")
        if how == "cancelled":
            cancel.cancel()

    def refused(*_: object, **__: object) -> list[gates.Gate]:
        return [gates.Gate("a program", passed=False, about_disc=True)]

    monkeypatch.setattr(verify, "flush", flush)
    if how == "gate":
        monkeypatch.setattr("viewer.publish.extending.gates", refused)
    if how == "page refused":
        shutil.rmtree(stick / "IHE_PDI")
        (stick / "IHE_PDI").write_text("a file where a folder is to be")
        before = everything(stick)
    request = Request((more,), stick, wanted=PAGES, with_tools=how == "gate")
    with pytest.raises(ViewerError):
        Extender(request, cancel=cancel).run()
    assert everything(stick) == before
    assert [path.name for path in stick.glob(".lightbox*")] == []


def test_the_checks_of_a_new_disc_are_run_on_the_medium(more: Path, stick: Path) -> None:
    if shutil.which("dciodvfy") is None or shutil.which("dcmmkdir") is None:
        pytest.skip("dicom3tools or DCMTK is not on this machine")
    found = {gate.name: gate.passed for gate in added(more, stick, with_tools=True).gates}
    assert found["names"] is True
    assert found["dciodvfy DICOMDIR"] is True
    assert found["dcentvfy"] is True
    assert found["dcmmkdir -Pgp"] is not None


def test_what_a_check_minded_before_is_no_reason_to_refuse(
    more: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A medium of another maker may have faults that adding does not mend."""

    def minds(folder: Path, file: str = "DICOMDIR") -> gates.Gate:
        del folder, file
        return gates.Gate("dciodvfy DICOMDIR", passed=False, about_disc=True)

    monkeypatch.setattr("viewer.publish.gates.directory_gate", minds)
    with pytest.raises(VerifyError):
        added(more, stick, with_tools=True)  # the old one was good
    monkeypatch.setattr("viewer.publish.extending.directory_gate", minds)
    assert any(gate.passed is False for gate in added(more, stick, with_tools=True).gates)
