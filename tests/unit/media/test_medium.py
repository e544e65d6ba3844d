"""M-024, M-040..M-042, S-01, S-05, G-014: whole media from directory to report."""

import shutil
import zipfile
from pathlib import Path
from threading import Thread

import pytest

from tests.factories.dicom import make_disc, make_image
from tests.factories.dicomdir import image, patient, series, study, write_dicomdir
from tests.factories.media import codes, load, report_of
from tests.shared_data import shared_data
from viewer.errors import CancelledError, FileReadError, MediumNotFoundError, NoPixelsError
from viewer.media.cancel import CancelToken
from viewer.media.header_reader import HeaderReader
from viewer.media.medium import CONFLICT_NOTICE, LoadEvent, Medium
from viewer.model.entities import FileSet
from viewer.model.findings import Counts, FindingCode
from viewer.model.image import FileKey, FrameKey
from viewer.settings import Settings

CODES = FindingCode


def test_missing_files_are_counted_for_their_series() -> None:
    report = report_of(shared_data() / "made/media/files-missing-and-unlisted")
    by_referenced = sorted((c.counts.referenced or 0, c.counts.readable) for c in report.series)
    # 15 listed of which 10 are there, 1 listed and gone, 1 found beside them.
    assert by_referenced == [(0, 1), (1, 0), (15, 10)]


def test_the_tree_comes_at_once_and_fills() -> None:
    medium = Medium.open(shared_data() / "media/hitachi-mr-disc", 7, Settings())
    tree = medium.read_directory()
    (only,) = tree.patients
    assert only.facts.name == "ﾔﾏﾓﾄ, ﾊﾅｺ = 山本, 花子"
    assert len(only.studies[0].series) == 5
    assert tree.instances() == ()
    assert medium.report().counts == Counts(67, 67, 0, 0)
    events: list[LoadEvent] = []
    medium.complete(events.append, CancelToken())
    assert [event.finished for event in events] == [False] * (len(events) - 1) + [True]
    assert len(events[-1].file_set.instances()) == 67
    assert all(instance.listed for instance in events[-1].file_set.instances())
    assert len({header.file for event in events for header in event.headers}) == 67
    medium.close()


def test_a_series_can_be_read_before_the_rest_and_is_not_read_twice() -> None:
    medium = Medium.open(shared_data() / "media/hitachi-mr-disc", 7, Settings())
    wanted = medium.read_directory().patients[0].studies[0].series[2].facts.uid
    portions = list(medium.headers_as_read(wanted))
    early = [header for portion in portions for header in portion]
    assert len(portions[0]) == 1
    assert {header.series.uid for header in early} == {wanted}
    events: list[LoadEvent] = []
    medium.complete(events.append, CancelToken())
    late = [header for event in events for header in event.headers]
    assert len(early) + len(late) == 67
    again = medium.headers(wanted)
    assert [id(header) for header in again] == [id(header) for header in early]
    medium.close()


def test_frames_and_documents_are_read() -> None:
    medium, events = load(shared_data() / "made/media/mixed-disc")
    headers = {header.file.path: header for event in events for header in event.headers}
    ct = headers["IMG/I0000004"]
    assert ct.image is not None
    pixels = ct.image.pixels
    frame = medium.read_frame(FrameKey(ct.file, 0))
    assert len(frame.data) == pixels.rows * pixels.columns * 2
    assert medium.read_document(headers["IMG/I0000031"].file).startswith(b"%PDF-")
    with pytest.raises(NoPixelsError):
        medium.read_frame(FrameKey(headers["IMG/I0000030"].file, 0))  # a report
    with pytest.raises(FileReadError):
        medium.read_document(ct.file)
    with pytest.raises(FileReadError):
        medium.header(FileKey(7, "IMG/NOTHERE"))
    medium.close()


def test_an_archive_gives_what_its_folder_gives(tmp_path: Path) -> None:
    disc = shared_data() / "made/media/mixed-disc"
    with zipfile.ZipFile(tmp_path / "cd.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(disc.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(disc))
    medium, events = load(tmp_path / "cd.zip")
    assert medium.report().counts == Counts(32, 35, 35, 33)
    clip = next(h for e in events for h in e.headers if h.file.path == "IMG/I0000003")
    assert clip.image is not None
    data = {medium.read_frame(FrameKey(clip.file, n)).data for n in (2, 0, 2)}
    folder, _ = load(disc)
    assert data == {folder.read_frame(FrameKey(clip.file, n)).data for n in (0, 2)}
    folder.close()
    medium.close()
    # The same archive lying on a medium.
    outer, _ = load(tmp_path)
    assert outer.report().counts == Counts(None, 35, 35, 33)
    assert all(i.file.path.startswith("cd.zip!/IMG/") for i in outer.file_set().instances())
    outer.close()


def test_copies_are_kept_once_and_conflicts_twice(tmp_path: Path) -> None:
    make_image(tmp_path / "a")
    shutil.copy(tmp_path / "a", tmp_path / "b")
    make_image(tmp_path / "c", PatientComments="changed")
    medium, _ = load(tmp_path)
    paths = [instance.file.path for instance in medium.file_set().instances()]
    assert paths == ["a", "c"]
    found = codes(medium.report())
    assert (found[CODES.DUPLICATE], found[CODES.CONFLICTING_COPIES]) == (1, 1)


def listed_disc(folder: Path, name: str, patient_id: str, uid: str) -> None:
    """One image, and a directory that calls its patient, series and object as given."""
    make_image(folder / "D" / "A1", PatientName="Doe^Jane", PatientID="A",
               PatientBirthDate="19700101", SeriesInstanceUID="1.1.1", SOPInstanceUID="9.1",
               StudyInstanceUID="1.1")  # fmt: skip
    leaf = image("D\\A1", uid)
    roots = [patient(name, patient_id, study("1.1", series("1.1.1", leaf)))]
    (folder / "DICOMDIR").write_bytes(write_dicomdir(roots))


def test_a_directory_may_know_less_of_the_patient(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    medium, _ = load(tmp_path)
    (only,) = medium.file_set().patients
    assert only.facts.birth_date == "19700101"
    assert codes(medium.report()) == {}


@pytest.mark.parametrize(
    ("name", "patient_id", "uid"),
    [("Roe^Sam", "A", "9.1"), ("Doe^Jane", "B", "9.1"), ("Doe^Jane", "A", "9.2")],
)
def test_the_header_wins_and_the_difference_is_told(
    tmp_path: Path, name: str, patient_id: str, uid: str
) -> None:
    listed_disc(tmp_path, name, patient_id, uid)
    medium, _ = load(tmp_path)
    (only,) = medium.file_set().patients
    assert (only.facts.name, only.facts.patient_id) == ("Doe, Jane", "A")
    assert codes(medium.report()) == {CODES.DIRECTORY_MISMATCH: 1}
    assert medium.report().counts == Counts(1, 1, 1, 1)


def test_ambiguous_names_are_told_apart_by_uid(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    (tmp_path / "D" / "A1").rename(tmp_path / "D" / "A1.dcm")
    make_image(tmp_path / "D" / "A1.bak", SOPInstanceUID="9.7")
    medium, _ = load(tmp_path)
    listed = [i.file.path for i in medium.file_set().instances() if i.listed]
    assert listed == ["D/A1.dcm"]


def test_a_renamed_file_is_found_by_its_uid(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    (tmp_path / "D" / "A1").rename(tmp_path / "OTHER")
    report = report_of(tmp_path)
    assert report.counts == Counts(1, 1, 1, 1)
    assert codes(report) == {CODES.NAME_DEVIATES: 1}


def test_unreadable_files_are_named_and_counted(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    (tmp_path / "D" / "A1").write_bytes(b"\0" * 128 + b"DICM" + b"\x02\0")
    (tmp_path / "D" / "secret").write_bytes(
        b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + b"\0" * 99
    )
    report = report_of(tmp_path)
    assert report.counts == Counts(1, 1, 0, 0)
    assert codes(report)[CODES.FILE_UNREADABLE] == 1
    assert codes(report)[CODES.ENCRYPTED] == 1
    assert {f.path for f in report.findings} >= {"D/A1", "D/secret"}


def test_folders_without_listed_files_are_searched_only_when_asked(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    make_image(tmp_path / "VIEWER" / "sample", SOPInstanceUID="9.8")
    assert report_of(tmp_path).counts.found == 1
    medium, _ = load(tmp_path, scan_all=True)
    assert medium.report().counts.found == 2
    assert codes(medium.report())[CODES.FILE_NOT_LISTED] == 1


def test_several_directories_that_list_one_file_list_it_once(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    shutil.copy(tmp_path / "DICOMDIR", tmp_path / "dicomdir.")
    report = report_of(tmp_path)
    assert report.counts == Counts(1, 1, 1, 1)


def test_a_single_file(tmp_path: Path) -> None:
    make_image(tmp_path / "one")
    make_image(tmp_path / "two", SOPInstanceUID="9.8")
    report = report_of(tmp_path / "one")
    assert report.counts == Counts(None, 1, 1, 1)
    assert codes(report) == {}


def test_a_folder_without_dicom(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    report = report_of(tmp_path)
    assert codes(report) == {CODES.DIRECTORY_MISSING: 1, CODES.NO_DICOM: 1}
    assert report.other_files == 1


def test_loading_can_be_cancelled(tmp_path: Path) -> None:
    make_image(tmp_path / "one")
    medium = Medium.open(tmp_path, 7, Settings())
    medium.read_directory()
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(CancelledError):
        medium.complete(lambda _: None, cancel)


def test_a_medium_that_is_taken_out_says_so(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    listed_disc(disc, "Doe^Jane", "A", "9.1")
    medium = Medium.open(disc, 7, Settings())
    medium.read_directory()
    disc.rename(tmp_path / "gone")
    with pytest.raises(MediumNotFoundError):
        medium.complete(lambda _: None, CancelToken())


def test_nothing_is_written_to_the_medium(tmp_path: Path) -> None:
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")}
    load(tmp_path)[0].close()
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in tmp_path.rglob("*")} == before


def test_an_uncompressed_archive_on_a_medium_gives_all_its_files(tmp_path: Path) -> None:
    """M-043: not the first of its files alone."""
    make_image(tmp_path / "a", number=1)
    make_image(tmp_path / "b", number=2)
    with zipfile.ZipFile(tmp_path / "cd.zip", "w") as archive:
        for name in "ab":
            archive.write(tmp_path / name, name)
            (tmp_path / name).unlink()
    medium, _ = load(tmp_path)
    paths = [instance.file.path for instance in medium.file_set().instances()]
    medium.close()
    assert paths == ["cd.zip!/a", "cd.zip!/b"]


def test_a_listed_copy_is_not_expected_any_more(tmp_path: Path) -> None:
    """S-05, M-041, G-014: nothing is missing where two records lead to one object."""
    listed_disc(tmp_path, "Doe^Jane", "A", "9.1")
    shutil.copytree(tmp_path, tmp_path / "COPY")
    report = report_of(tmp_path)
    assert report.counts == Counts(1, 1, 1, 1)
    assert codes(report) == {CODES.DUPLICATE: 1}


def test_a_file_cut_off_before_the_name_stays_with_the_person_the_directory_names(
    tmp_path: Path,
) -> None:
    """Else a second person without a name appears, and with it a warning of a mix-up (S-01)."""
    make_disc(tmp_path)
    victim = next(p for p in sorted((tmp_path / "DICOM").rglob("*")) if p.is_file())
    head = victim.read_bytes()
    victim.write_bytes(head[: head.index(b"\x10\0\x10\0PN")])  # before Patient's Name
    medium = Medium.open(tmp_path, 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    report = medium.report()
    assert len(medium.file_set().patients) == 1
    assert report.counts.referenced == report.counts.found == 3
    codes = {finding.code for finding in report.findings}
    assert FindingCode.PIXELS_DAMAGED in codes, "an image without pixels is told all the same"
    assert not codes & {FindingCode.SEVERAL_PATIENTS, FindingCode.DIRECTORY_MISMATCH}
    medium.close()


def test_each_of_two_conflicting_copies_says_so(tmp_path: Path) -> None:
    """G-014: whoever sees one of them must know that there is another."""
    make_image(tmp_path / "a", SOPInstanceUID="9.1")
    make_image(tmp_path / "b", SOPInstanceUID="9.1", PatientComments="changed")
    make_image(tmp_path / "c", SOPInstanceUID="9.3")
    medium, events = load(tmp_path)
    told = {h.file.path: h for event in events for h in event.headers}  # the last word counts
    notices = {path: h.image.notices for path, h in told.items() if h.image is not None}
    conflict = (CONFLICT_NOTICE,)
    assert notices == {"a": conflict, "b": conflict, "c": ()}
    uid = told["a"].series.uid
    again = {h.file.path: h.image.notices for h in medium.headers(uid) if h.image is not None}
    assert again == notices
    medium.close()


def test_a_conflict_is_told_when_a_series_is_read_first(tmp_path: Path) -> None:
    for name in "ab":
        make_image(tmp_path / "D" / name, PatientComments=name, SOPInstanceUID="9.1",
                   SeriesInstanceUID="1.1.1")  # fmt: skip
    leaves = image("D\\A", "9.1"), image("D\\B", "9.1")
    roots = [patient("Doe^Jane", "A", study("1.1", series("1.1.1", *leaves)))]
    (tmp_path / "DICOMDIR").write_bytes(write_dicomdir(roots))
    medium = Medium.open(tmp_path, 7, Settings())
    medium.read_directory()
    portions = list(medium.headers_as_read("1.1.1"))
    last = {h.file.path: h.image.notices for p in portions for h in p if h.image is not None}
    assert last == {"D/a": (CONFLICT_NOTICE,), "D/b": (CONFLICT_NOTICE,)}
    assert len(medium.headers("1.1.1")) == 2
    medium.close()


def test_comparing_copies_blocks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """M-042: the tree can be asked for while whole files are read."""
    make_image(tmp_path / "a")
    shutil.copy(tmp_path / "a", tmp_path / "b")
    medium = Medium.open(tmp_path, 7, Settings())
    answers: list[FileSet] = []
    blocked: list[bool] = []
    digest = HeaderReader.digest

    def asked_meanwhile(reader: HeaderReader, path: str) -> bytes:
        asking = Thread(target=lambda: answers.append(medium.file_set()), daemon=True)
        asking.start()
        asking.join(60)
        blocked.append(asking.is_alive())
        return digest(reader, path)

    monkeypatch.setattr(HeaderReader, "digest", asked_meanwhile)
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    medium.close()
    assert blocked == [False, False]
    assert len(answers) == 2
