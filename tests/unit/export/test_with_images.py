"""Drawings and key images beside copies: the same bytes, nothing overwritten, nothing left."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

import pydicom
import pytest

from tests.factories.dicom import make_image
from tests.factories.marked import WHEN, complaints, drawing, marked, read
from viewer.errors import CancelledError, FileReadError, WriteError
from viewer.export.with_images import Marked, write_marked
from viewer.media.cancel import CancelToken
from viewer.media.medium import Medium
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.export.with_images import Written
    from viewer.model.image import FileKey


class Desk:
    """A medium of four images in two studies, and a place to write to."""

    def __init__(self, folder: Path) -> None:
        self.disc = folder / "disc"
        for number in (1, 2, 3):
            make_image(self.disc / f"image {number}.dcm", number=number)
        make_image(self.disc / "other", number=4, StudyInstanceUID="1.2.3.4", series=7)
        self.headers, _ = read(self.disc)
        self.images = tuple(marked(header, drawing(header)) for header in self.headers)
        self.target = folder / "target"
        self.target.mkdir()
        self.medium = Medium.open(self.disc, 1, Settings())
        self.cancel = CancelToken()
        self.told: list[tuple[int, int]] = []

    def copy(self, file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        return self.medium.copy_file(file, target, cancel)

    def write(self, what: Marked) -> Written:
        return write_marked(what, self.target, self.copy, WHEN, self.tell, self.cancel)

    def tell(self, done: int, total: int) -> None:
        self.told.append((done, total))

    def left(self) -> list[str]:
        return sorted(path.name for path in self.target.rglob("*"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.medium.close()


def test_copies_states_and_documents(desk: Desk) -> None:
    before = {path.name: path.read_bytes() for path in desk.disc.iterdir()}
    written = desk.write(Marked(desk.images, desk.images[1:2], description="look"))
    assert (written.copies, written.states, written.documents) == (4, 2, 1)
    assert written.problems == ()
    assert written.folder == desk.target / "MARKED"
    names = sorted(path.name for path in written.folder.iterdir())
    assert names == [
        "IM000001", "IM000002", "IM000003", "IM000004", "KO000001", "PR000001", "PR000002",
    ]  # fmt: skip
    assert all(re.fullmatch("[A-Z0-9_]{1,8}", name) for name in names)  # M-010
    copies = [(written.folder / name).read_bytes() for name in names[:4]]
    assert copies == [before[header.file.path] for header in desk.headers]
    assert before == {path.name: path.read_bytes() for path in desk.disc.iterdir()}
    for name in names[4:]:
        assert complaints(written.folder / name) == []
    state = pydicom.dcmread(written.folder / "PR000002")
    assert state.StudyInstanceUID == "1.2.3.4"
    assert desk.told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_what_was_written_can_be_opened_again(desk: Desk) -> None:
    written = desk.write(Marked(desk.images, desk.images))
    medium = Medium.open(written.folder, 2, Settings())
    try:
        medium.complete(lambda _: None, CancelToken())
        counts = medium.report().counts
    finally:
        medium.close()
    assert counts.readable == 8  # four images, two states, two documents


def test_nothing_is_ever_overwritten(desk: Desk) -> None:
    first = desk.write(Marked(desk.images[:1]))
    content = {path: path.read_bytes() for path in first.folder.iterdir()}
    second = desk.write(Marked(desk.images[:1]))
    assert second.folder == desk.target / "MARK0002"
    assert content == {path: path.read_bytes() for path in first.folder.iterdir()}


def test_cancelled_leaves_nothing(desk: Desk) -> None:
    def stop(done: int, _: int) -> None:
        if done == 2:
            desk.cancel.cancel()

    with pytest.raises(CancelledError):
        write_marked(Marked(desk.images), desk.target, desk.copy, WHEN, stop, desk.cancel)
    assert desk.left() == []


def test_a_place_that_refuses_is_told_and_left_clean(desk: Desk) -> None:
    def full(file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        desk.medium.copy_file(file, target, cancel)
        raise WriteError("no space left")

    with pytest.raises(WriteError, match="no space left"):
        write_marked(Marked(desk.images), desk.target, full, WHEN, desk.tell, desk.cancel)
    assert desk.left() == []
    with pytest.raises(WriteError):
        write_marked(
            Marked(desk.images), desk.target / "gone", desk.copy, WHEN, desk.tell, desk.cancel
        )


def test_a_copy_that_reads_back_otherwise_is_no_success(desk: Desk) -> None:
    def wrong(file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        digest = desk.medium.copy_file(file, target, cancel)
        target.write(b"more")
        return digest

    with pytest.raises(WriteError, match="cannot be read back"):
        write_marked(Marked(desk.images), desk.target, wrong, WHEN, desk.tell, desk.cancel)
    assert desk.left() == []


def test_an_image_that_cannot_be_read_is_told_and_the_others_are_there(desk: Desk) -> None:
    def scratched(file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        if file.path == "image 2.dcm":
            raise FileReadError("cannot be read: OSError")
        return desk.medium.copy_file(file, target, cancel)

    written = write_marked(
        Marked(desk.images, desk.images), desk.target, scratched, WHEN, desk.tell, desk.cancel
    )
    assert (written.copies, written.states, written.documents) == (3, 2, 2)
    assert written.problems == ("an image cannot be read: cannot be read: OSError",)
    uids = {
        item.ReferencedSOPInstanceUID
        for item in pydicom.dcmread(written.folder / "PR000001")
        .ReferencedSeriesSequence[0]
        .ReferencedImageSequence
    }
    assert uids == {desk.headers[0].sop_instance_uid, desk.headers[2].sop_instance_uid}


def test_nothing_readable_is_no_success(desk: Desk) -> None:
    def broken(file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        del file, target, cancel
        raise FileReadError("gone")

    with pytest.raises(WriteError, match="none of the images"):
        write_marked(Marked(desk.images), desk.target, broken, WHEN, desk.tell, desk.cancel)
    assert desk.left() == []


def test_an_image_no_state_can_name_is_copied_and_told(desk: Desk) -> None:
    nameless = replace(desk.images[0], header=replace(desk.headers[0], sop_instance_uid=""))
    written = desk.write(Marked((nameless, desk.images[1])))
    assert (written.copies, written.states) == (2, 1)
    assert written.problems == ("not described: the file does not say which image it is",)
