"""The session over real small discs: it opens, shows, follows and closes."""

import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pydicom
import pytest

from tests.factories.dicom import (
    changed,
    image_dataset,
    make_ct_series,
    make_disc,
    make_image,
)
from viewer.app.annotations import AnnotationState
from viewer.app.frames import LoadedFrame
from viewer.app.measurements import CalibrationState
from viewer.app.session import NOTHING_READABLE, Session
from viewer.app.stage import Stage
from viewer.errors import FileReadError, MediumNotFoundError, ViewerError
from viewer.media.source import FolderSource
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.display_set import Document, ImageStack
from viewer.model.findings import Severity
from viewer.model.image import FileKey, FrameKey
from viewer.settings import CacheSettings, DecodeSettings, Settings

PATIENCE_S = 30
JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70"


class Desk:
    """A session and the thread it lives on."""

    def __init__(self, settings: Settings) -> None:
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.session = Session(settings, self._posted.put)

    def run_until(self, done: Callable[[], bool]) -> None:
        while not done():
            self._posted.get(timeout=PATIENCE_S)()

    def open(self, path: Path, stage: Stage = Stage.READY) -> Session:
        self.session.open(path)
        self.run_until(lambda: self.session.load.stage is stage)
        return self.session


@pytest.fixture
def desk() -> Iterator[Desk]:
    opened = Desk(Settings(decode=DecodeSettings(workers=1)))
    yield opened
    opened.session.close()


@pytest.fixture
def forgetful_desk() -> Iterator[Desk]:
    """A desk without memory: only what is on screen is kept, all else is read again."""
    decode = DecodeSettings(workers=1)
    opened = Desk(Settings(decode=decode, cache=CacheSettings(frames_mib=0)))
    yield opened
    opened.session.close()


def two_series_disc(folder: Path) -> Path:
    make_disc(
        folder,
        [
            *(
                image_dataset(series=1, number=n, ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])
                for n in (1, 2)
            ),
            *(image_dataset(series=2, number=n) for n in range(1, 6)),
        ],
    )
    return folder


def test_a_disc_opens_on_its_main_series_with_pixels(desk: Desk, tmp_path: Path) -> None:
    session = desk.open(two_series_disc(tmp_path / "disc"))
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    assert isinstance(viewport.shown, LoadedFrame)
    frame = viewport.state.frame
    assert frame is not None
    assert frame.header.series.number == 2
    assert viewport.shown.key == frame.key
    assert session.report.counts.shown == session.report.counts.referenced == 7
    assert [item.count for item in session.catalog.items()] == [2, 5]


def test_images_show_before_the_whole_medium_is_read(desk: Desk, tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=30)
    stages = []
    session = desk.session
    session.workspace.active.changed.connect(lambda _: stages.append(session.load.stage))
    desk.open(tmp_path / "disc")
    assert stages[0] in {Stage.READING, Stage.READY}
    stack = session.workspace.active.state.stack
    assert stack is not None
    assert len(stack.frames) == 30


def test_an_item_chosen_before_its_headers_are_read_comes_when_they_are(
    desk: Desk, tmp_path: Path
) -> None:
    session = desk.session
    session.open(two_series_disc(tmp_path / "disc"))
    desk.run_until(lambda: bool(session.catalog.items()))
    small = next(i for i in session.catalog.items() if i.series.number == 1)
    session.show_item(small.uid)
    desk.run_until(lambda: session.workspace.active.state.stack is not None)
    frame = session.workspace.active.state.frame
    assert frame is not None
    assert frame.header.series.number == 1


def test_a_series_is_waited_for_though_its_directory_says_less_of_the_person(
    desk: Desk, tmp_path: Path
) -> None:
    """Directories often have no issuer and no birth date: a click must not lead nowhere."""
    make_disc(
        tmp_path,
        [image_dataset(series=s, number=1, IssuerOfPatientID="Here") for s in (1, 2)],
    )
    directory = tmp_path / "DICOMDIR"
    directory.write_bytes(directory.read_bytes().replace(b"Here", b"    "))
    session = desk.session
    session.open(tmp_path)
    desk.run_until(lambda: len(session.catalog.items()) == 2)
    listed = [item.uid for item in session.catalog.items()]
    assert session.catalog.patients[0].facts.issuer == ""
    assert session.catalog.items()[1].display_set is None, "chosen too late to prove anything"
    session.show_item(listed[1])
    messages: set[str] = set()
    session.workspace.active.changed.connect(lambda state: messages.add(state.message))
    desk.run_until(lambda: session.load.stage is Stage.READY)
    assert session.catalog.patients[0].facts.issuer == "Here"
    assert [item.uid for item in session.catalog.items()] == listed
    assert session.workspace.active.state.frame is not None
    assert NOTHING_READABLE not in messages


def test_a_series_that_is_somebody_elses_is_not_what_was_waited_for(
    desk: Desk, tmp_path: Path
) -> None:
    """The directory lists it for one person, its file names another (M-024, S-01)."""
    dicomdir = make_disc(tmp_path, [image_dataset(series=1, number=1, PatientName="One^A")])
    path = next(path for path in tmp_path.rglob("IM*"))
    ds = pydicom.dcmread(path)
    ds.PatientName, ds.PatientID = "Other^B", "B-1"
    ds.save_as(path)
    session = desk.session
    session.open(dicomdir.parent)
    desk.run_until(lambda: bool(session.catalog.items()))
    listed = session.catalog.items()[0].uid
    desk.run_until(lambda: session.load.stage is Stage.READY)
    assert session.catalog.items()[0].uid != listed


def test_two_media_stand_beside_each_other(desk: Desk, tmp_path: Path) -> None:
    desk.open(two_series_disc(tmp_path / "one"))
    other = changed(image_dataset(), PatientName="Other^Person", PatientID="77")
    make_disc(tmp_path / "two", [other])
    session = desk.open(tmp_path / "two")
    desk.run_until(lambda: len(session.catalog.patients) == 2)
    assert session.report.counts.found == 8


def test_a_second_medium_disturbs_nothing_of_what_is_on_show(desk: Desk, tmp_path: Path) -> None:
    """A prior is added while somebody looks: grid, series, slice and links stay."""
    session = desk.open(two_series_disc(tmp_path / "a"))
    workspace = session.workspace
    workspace.set_layout(1, 2)
    first, second = (item.uid for item in session.catalog.items())
    session.show_item(second, 0)
    session.show_item(first, 1)
    workspace.viewports[0].go_to(3)
    before = workspace.state, [v.state for v in workspace.viewports]
    make_disc(
        tmp_path / "b",
        [
            image_dataset(
                number=n, PatientID="elsewhere", StudyInstanceUID="1.2.9", SeriesInstanceUID="1.2.8"
            )
            for n in range(1, 4)
        ],
    )
    desk.open(tmp_path / "b")
    desk.run_until(lambda: len(session.catalog.patients) == 2)
    assert (workspace.state, [v.state for v in workspace.viewports]) == before
    desk.session.open(tmp_path / "nothing here")
    desk.run_until(lambda: session.load.stage is Stage.FAILED)
    assert (workspace.state, [v.state for v in workspace.viewports]) == before


def test_closing_media_empties_everything_and_a_new_one_can_be_opened(
    desk: Desk, tmp_path: Path
) -> None:
    session = desk.open(two_series_disc(tmp_path / "disc"))
    anchor = Anchor(FrameKey(FileKey(1, "a"), 0))
    session.annotations.add(Annotation("a", AnnotationKind.POINT, ((1.0, 1.0),), anchor))
    session.measurements.set_corrects_magnification(corrects=True)
    session.close_media()
    assert session.annotations.state == AnnotationState()
    assert session.measurements.state == CalibrationState()
    assert session.catalog.items() == ()
    assert session.load.stage is Stage.NO_MEDIUM
    assert session.workspace.active.state.display_set is None
    assert desk.open(tmp_path / "disc").catalog.items()


@pytest.mark.parametrize(
    ("name", "stage"), [("missing", Stage.FAILED), ("letters", Stage.NOTHING_FOUND)]
)
def test_what_is_no_disc_ends_in_a_stage_of_its_own(
    desk: Desk, tmp_path: Path, name: str, stage: Stage
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("hello")
    session = desk.open(tmp_path / name, stage)
    assert session.catalog.items() == ()


def test_a_frame_of_a_file_that_went_away_fails_with_a_reason(
    forgetful_desk: Desk, tmp_path: Path
) -> None:
    make_ct_series(tmp_path / "disc", slices=4)
    desk = forgetful_desk
    session = desk.open(tmp_path / "disc")
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    shutil.rmtree(tmp_path / "disc")
    viewport.go_to(3)
    desk.run_until(lambda: viewport.shown is not None)
    assert isinstance(getattr(viewport.shown, "error", None), MediumNotFoundError)
    desk.run_until(lambda: session.load.stage is Stage.REMOVED)
    assert session.removed == (tmp_path / "disc",)


def test_a_medium_that_was_taken_out_keeps_what_is_in_memory(desk: Desk, tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=2)
    make_ct_series(tmp_path / "other", slices=2)
    session = desk.open(tmp_path / "disc")
    session.medium_taken_out(tmp_path / "other")
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    session.medium_taken_out(tmp_path)  # where it was mounted
    desk.run_until(lambda: session.load.stage is Stage.REMOVED)
    assert viewport.shown is not None
    assert session.paths == session.removed == (tmp_path / "disc",)
    assert len(session.catalog.items()) == 1, "what is known of the medium stays listed"


def test_one_lost_file_is_not_a_lost_medium(forgetful_desk: Desk, tmp_path: Path) -> None:
    files = make_ct_series(tmp_path / "disc", slices=4)
    desk = forgetful_desk
    session = desk.open(tmp_path / "disc")
    viewport = session.workspace.active
    desk.run_until(lambda: viewport.shown is not None)
    files[3].rename(tmp_path / "kept")
    viewport.go_to(3)
    desk.run_until(lambda: viewport.shown is not None)
    assert isinstance(getattr(viewport.shown, "error", None), FileReadError)
    assert session.load.stage is Stage.READY
    (tmp_path / "kept").rename(files[3])  # the drive gave it at the next try
    viewport.go_to(0)
    viewport.go_to(3)
    desk.run_until(lambda: isinstance(viewport.shown, LoadedFrame))


def test_priors_are_known_though_the_age_differs(desk: Desk, tmp_path: Path) -> None:
    old = image_dataset(series=1, PatientAge="040Y", StudyDate="20220102")
    new = image_dataset(
        series=2, PatientAge="042Y", StudyDate="20240102", StudyInstanceUID="2.25.7"
    )
    make_disc(tmp_path / "disc", [old, new])
    session = desk.open(tmp_path / "disc")
    item = next(i for i in session.catalog.items() if i.series.number == 1)
    assert isinstance(item.display_set, ImageStack)
    patient = item.display_set.frames[0].header.patient
    assert patient.age == "040Y"
    assert session.catalog.newest_study(patient).startswith("20240102")


def test_documents_are_read_in_the_background(desk: Desk, demo_disc: Path) -> None:
    session = desk.open(demo_disc)
    documents = [
        i.display_set for i in session.catalog.items() if isinstance(i.display_set, Document)
    ]
    answers: dict[str, bytes | ViewerError] = {}
    for document in documents:
        session.read_document(document, lambda a, kind=document.kind: answers.update({kind: a}))  # type: ignore[misc]
    desk.run_until(lambda: len(answers) == len(documents))
    assert isinstance(answers["pdf"], bytes)
    assert answers["pdf"].startswith(b"%PDF")
    assert isinstance(answers["report"], FileReadError)


def test_thumbnails_are_loaded_behind_what_is_on_screen(desk: Desk, tmp_path: Path) -> None:
    session = desk.open(two_series_disc(tmp_path / "disc"))
    keys = tuple(i.thumbnail for i in session.catalog.items() if i.thumbnail is not None)
    assert len(keys) == 2
    session.want_thumbnails(keys)
    desk.run_until(lambda: all(session.frames.has(key) for key in keys))


def test_sub_stacks_of_one_series_are_items_of_their_own(desk: Desk, tmp_path: Path) -> None:
    make_disc(
        tmp_path / "disc",
        [image_dataset(number=n, Rows=16) for n in (1, 2)]
        + [image_dataset(number=3, ImageOrientationPatient=[1, 0, 0, 0, 0, -1])],
    )
    session = desk.open(tmp_path / "disc")
    stacks = [i.display_set for i in session.catalog.items()]
    assert all(isinstance(stack, ImageStack) for stack in stacks)
    assert len({item.uid for item in session.catalog.items()}) == len(stacks) == 2


def test_two_people_with_one_series_uid_are_never_in_one_stack(desk: Desk, tmp_path: Path) -> None:
    """S-01: discs exist on which writers gave two people's pictures one UID, or none."""
    for number, name in enumerate("AABB"):
        make_image(
            tmp_path / "disc" / f"IM{number}", number=number, PatientName=name, PatientID=name
        )
    session = desk.open(tmp_path / "disc")
    assert len(session.catalog.patients) == 2
    stacks = [i.display_set for i in session.catalog.items()]
    assert len({item.uid for item in session.catalog.items()}) == 2
    for stack in stacks:
        assert isinstance(stack, ImageStack)
        assert len(stack.frames) == 2
        assert len({f.header.patient.identity for f in stack.frames}) == 1


def test_a_series_of_which_nothing_can_be_read_says_so(desk: Desk, tmp_path: Path) -> None:
    folder = two_series_disc(tmp_path / "disc")
    with (folder / "DICOMDIR").open("rb") as stream:
        listed = pydicom.dcmread(stream)
    names = [r.ReferencedFileID for r in listed.DirectoryRecordSequence if "ReferencedFileID" in r]
    for name in names[:2]:  # the localizer
        folder.joinpath(*name).unlink()
    session = desk.open(folder)
    lost = next(i for i in session.catalog.items() if i.series.number == 1)
    session.show_item(lost.uid)
    desk.run_until(lambda: session.workspace.active.state.message == NOTHING_READABLE)


def test_a_disc_whose_main_series_is_missing_shows_what_there_is(
    desk: Desk, tmp_path: Path
) -> None:
    folder = two_series_disc(tmp_path / "disc")
    listed = pydicom.dcmread(folder / "DICOMDIR")
    names = [r.ReferencedFileID for r in listed.DirectoryRecordSequence if "ReferencedFileID" in r]
    for name in names[2:]:
        folder.joinpath(*name).unlink()
    session = desk.open(folder)
    desk.run_until(lambda: session.workspace.active.state.frame is not None)
    frame = session.workspace.active.state.frame
    assert frame is not None
    assert frame.header.series.number == 1


def test_the_window_does_not_wait_for_a_read_that_hangs(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scratched disc keeps a read for minutes; closing must not."""
    reading, go_on = threading.Event(), threading.Event()
    original = FolderSource.open

    def stuck(self: FolderSource, path: str) -> BinaryIO:
        reading.set()
        assert go_on.wait(PATIENCE_S)
        return original(self, path)

    monkeypatch.setattr(FolderSource, "open", stuck)
    make_ct_series(tmp_path / "disc", slices=3)
    desk.session.open(tmp_path / "disc")
    assert reading.wait(PATIENCE_S)
    desk.session.close_media()  # hangs here if it waits
    assert desk.session.load.stage is Stage.NO_MEDIUM
    go_on.set()


def test_a_frame_that_cannot_be_decoded_is_no_longer_counted_as_shown(
    desk: Desk, tmp_path: Path
) -> None:
    """S-05: headers promise pictures that only decoding shows to be broken."""
    files = make_ct_series(tmp_path / "disc", slices=3, syntax=JPEG_LOSSLESS)
    data = files[1].read_bytes()
    files[1].write_bytes(data.replace(b"\xff\xda", b"\xff\x00"))  # no scan any more
    session = desk.open(tmp_path / "disc")
    desk.run_until(lambda: session.report.counts.shown == 2)
    assert session.report.counts.readable == 3
    (finding,) = [f for f in session.report.findings if f.severity is Severity.ERROR]
    assert finding.path == files[1].relative_to(tmp_path / "disc").as_posix()


def test_a_registration_of_the_disc_joins_its_series(desk: Desk, tmp_path: Path) -> None:
    """G-041, from the file to the linked slice: series 2 lies 5 mm, two slices, higher."""
    part, item = pydicom.Dataset(), pydicom.Dataset()
    step = pydicom.Dataset()
    part.FrameOfReferenceTransformationMatrixType = "RIGID"
    part.FrameOfReferenceTransformationMatrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -5, 0, 0, 0, 1]
    step.MatrixSequence = [part]
    item.FrameOfReferenceUID = "1.2.3.9"
    item.MatrixRegistrationSequence = [step]
    registration = image_dataset(series=3, Modality="REG", SeriesDescription="Registration")
    for keyword in ("Rows", "Columns", "PixelData", "BitsAllocated"):
        del registration[keyword]
    registration.SOPClassUID = "1.2.840.10008.5.1.4.1.1.66.1"
    registration.RegistrationSequence = [item]
    make_disc(
        tmp_path,
        [
            *(image_dataset(series=1, number=n) for n in range(1, 9)),
            *(
                image_dataset(series=2, number=n, FrameOfReferenceUID="1.2.3.9")
                for n in range(1, 9)
            ),
            registration,
        ],
    )
    session = desk.open(tmp_path)
    first, second = (
        i.uid for i in session.catalog.items() if isinstance(i.display_set, ImageStack)
    )
    session.workspace.set_layout(1, 2)
    session.show_item(first, 0)
    session.show_item(second, 1)
    session.workspace.viewports[0].go_to(3)
    assert session.workspace.viewports[1].state.index == 5
    session.close_media()
    assert session.workspace.registrations.stated == {}
