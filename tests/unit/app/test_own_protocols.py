"""Saved layouts: written when asked, without the patient; a bad one hurts no other."""

from pathlib import Path

import pytest

from tests.factories.studies import BEFORE, Scan, hang_items_of, mammograms, scan
from viewer.app.own_protocols import OwnProtocols
from viewer.hanging.hang import matching
from viewer.hanging.present import PresentCell, protocol_of
from viewer.hanging.protocol import Protocol
from viewer.limits import OWN_LAYOUT_BYTES, OWN_LAYOUTS


@pytest.fixture
def own(tmp_path: Path) -> OwnProtocols:
    return OwnProtocols(tmp_path / "config" / "hanging")


def knee() -> Protocol:
    items = hang_items_of(
        scan(Scan("pd", "MR", "PD fs sag MUSTERMANN Erika 4711", plane="sagittal")),
        scan(Scan("t1", "MR", "T1 sag", plane="sagittal")),
        scan(Scan("t2", "MR", "T2 tra", plane="axial")),
    )
    cells = [PresentCell(items[0]), PresentCell(items[1], tiles=(2, 2)), PresentCell(None),
             PresentCell(items[2], window="Bone")]  # fmt: skip
    return protocol_of("My knee", 2, 2, cells)


def test_reading_writes_nothing(own: OwnProtocols, tmp_path: Path) -> None:
    assert own.read() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_saved_layout_comes_back_and_hangs_the_like(own: OwnProtocols) -> None:
    saved = own.save(knee())
    (found,) = own.read()
    assert found == saved
    assert found.is_own
    another = hang_items_of(
        scan(Scan("a", "MR", "t1_tse_sag", plane="sagittal")),
        scan(Scan("b", "MR", "t2_tse_tra", plane="axial")),
        scan(Scan("c", "MR", "pd_tse_fs_sag", plane="sagittal")),
    )
    (hung,) = matching(another, own.read())
    assert [cell.uid for cell in hung.cells] == ["c", "a", "", "b"]
    assert hung.cells[1].tiles.count == 4
    assert hung.reason == "My knee"


def test_nothing_of_the_patient_is_written(own: OwnProtocols) -> None:
    own.save(knee())
    (path,) = own.folder.iterdir()
    text = path.read_text(encoding="utf-8")
    assert "sagittal" in text
    for secret in ("MUSTERMANN", "Erika", "4711", "1.9", "PD fs"):
        assert secret.casefold() not in text.casefold()


def test_mammograms_with_their_priors(own: OwnProtocols) -> None:
    now = hang_items_of(mammograms("n", ("R", "CC"), ("L", "CC")))
    then = hang_items_of(mammograms("o", ("R", "CC"), ("L", "CC"), study=BEFORE), study=1)
    cells = [PresentCell(item) for item in (*now, *then)]
    own.save(protocol_of("With prior", 2, 2, cells))
    (hung,) = matching((*now, *then), own.read())
    assert [(c.uid, c.index) for c in hung.cells] == [("n", 0), ("n", 1), ("o", 0), ("o", 1)]
    assert matching(now, own.read()) == ()


def test_two_of_one_name_are_two_files(own: OwnProtocols) -> None:
    first, second = own.save(knee()), own.save(knee())
    assert first.id != second.id
    own.remove(first.id)
    assert [protocol.id for protocol in own.read()] == [second.id]


@pytest.mark.parametrize("name", ["../../evil", "/etc/x", "\x00", "..", "Köpfe: Ä/ö", "a" * 300])
def test_a_name_is_no_path(own: OwnProtocols, name: str) -> None:
    saved = own.save(Protocol("", name))
    (path,) = own.folder.iterdir()
    assert path.parent == own.folder
    assert own.read()[0].id == saved.id


def test_a_bad_file_is_told_and_the_others_work(own: OwnProtocols) -> None:
    own.save(knee())
    (own.folder / "a-broken.toml").write_text("name = ", encoding="utf-8")
    (own.folder / "b-binary.toml").write_bytes(b"\xff\xfe\x00")
    (own.folder / "c-folder.toml").mkdir()
    assert [protocol.name for protocol in own.read()] == ["My knee"]
    assert [bad.name for bad in own.bad] == ["a-broken.toml", "b-binary.toml", "c-folder.toml"]
    assert "not well-formed" in own.bad[0].reason
    assert all(bad.reason for bad in own.bad)


def test_a_folder_and_a_file_that_are_too_large(own: OwnProtocols) -> None:
    own.save(knee())
    (own.folder / "aa.toml").write_text("#" * (OWN_LAYOUT_BYTES + 1), encoding="utf-8")
    assert [p.name for p in own.read()] == ["My knee"]
    assert "larger than 64 KB" in own.bad[0].reason
    for number in range(OWN_LAYOUTS):
        own.save(Protocol("", f"n {number}"))
    assert len(own.read()) == OWN_LAYOUTS - 1
    assert f"only {OWN_LAYOUTS}" in own.bad[-1].reason
