"""What a job hands over: encrypted ZIPs, the list of identities, nothing that is not finished."""

import csv
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from pydicom import dcmread

from tests.factories.dicom import gradient, make_ct_series
from viewer.deid import delivery, packing
from viewer.deid.errors import OutputError
from viewer.deid.identity_list import SENSITIVE
from viewer.deid.job import Request, run
from viewer.deid.output import Coding, Kind, Output
from viewer.deid.passphrase import WORDS, make_passphrase, password_problem
from viewer.deid.profile import PRESETS
from viewer.deid.space import estimate_space
from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.settings import Settings

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}
PASSWORD = "correct horse battery"  # noqa: S105  of a test
SECRET = Output(as_zip=True, password=PASSWORD)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "disc", 3, pixels=gradient(100, 90), **PERSON)
    return tmp_path / "disc"


def request(source: Path, output: Output, preset: str = "share") -> Request:
    target = source.parent / "out" / "copy"
    return Request((source,), target, PRESETS[preset], output=output)


def found(source: Path) -> list[str]:
    return sorted(path.name for path in source.parent.iterdir() if path != source)


# --- encrypted ZIPs -----------------------------------------------------------------------


def test_an_encrypted_zip_gives_back_all_files_and_only_with_its_password(source: Path) -> None:
    run(request(source, SECRET))
    packed = source.parent / "out" / "copy.zip"
    with pyzipper.AESZipFile(packed) as archive:
        names = archive.namelist()
        with pytest.raises(RuntimeError):
            archive.read("DICOMDIR", pwd=b"correct horse")
        with pytest.raises(RuntimeError):
            archive.read("DICOMDIR")
        assert archive.read("DICOM/PT000000/ST000000/SE000000/IM000000", pwd=PASSWORD.encode())
    assert {"DICOMDIR", "REPORT.HTM", "REPORT.JSN"} < set(names)
    assert found(source) == ["out"]
    assert [path.name for path in packed.parent.iterdir()] == ["copy.zip"]


def test_the_report_says_how_and_not_with_what_password(source: Path) -> None:
    run(request(source, replace(SECRET, coding=Coding.JPEG_LS)))
    with pyzipper.AESZipFile(source.parent / "out" / "copy.zip") as archive:
        archive.setpassword(PASSWORD.encode())
        text = archive.read("REPORT.JSN").decode() + archive.read("REPORT.HTM").decode()
    assert '"compression": "jpegls"' in text
    assert '"encrypted": true' in text
    assert PASSWORD not in text


def test_nothing_of_the_copy_can_be_read_in_it(source: Path) -> None:
    run(request(source, SECRET))
    data = (source.parent / "out" / "copy.zip").read_bytes()
    for word in (b"DICM", b"ANON-", b"Lightbox", b"Lindqvist", b"1.2.840"):
        assert word not in data
    with pyzipper.AESZipFile(source.parent / "out" / "copy.zip") as archive:
        for entry in archive.infolist():
            assert entry.CRC == 0  # which would tell apart what is inside
            assert entry.wz_aes_strength == 3
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not here to bear witness")
def test_7z_reads_it(source: Path, tmp_path: Path) -> None:
    run(request(source, SECRET))
    packed = str(source.parent / "out" / "copy.zip")
    listed = subprocess.run(["7z", "l", "-slt", packed], capture_output=True, check=True, text=True)  # noqa: S603, S607
    assert listed.stdout.count("AES-256") == 6
    command = ["7z", "x", f"-p{PASSWORD}", f"-o{tmp_path / 'plain'}", packed]
    subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    copies = sorted((tmp_path / "plain").rglob("IM*"))
    for original, copy in zip(sorted(source.iterdir()), copies, strict=True):
        assert dcmread(copy).PixelData == dcmread(original).PixelData
    wrong = subprocess.run(["7z", "t", "-pwrong", packed], capture_output=True, check=False)  # noqa: S603, S607
    assert wrong.returncode != 0


def test_a_zip_that_does_not_give_back_what_went_in_is_not_handed_over(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bit turned on the way to the disk: the ZIP is read back, and nothing is delivered."""
    honest = packing.pack

    def damaging(folder: Path, target: Path, *rest: Any) -> None:
        honest(folder, target, *rest)
        data = bytearray(target.read_bytes())
        data[len(data) // 3] ^= 1
        target.write_bytes(data)

    monkeypatch.setattr(delivery, "pack", damaging)
    for output in (SECRET, Output(as_zip=True)):
        with pytest.raises(OutputError, match="does not give back"):
            run(request(source, output))
        assert found(source) == []


@pytest.mark.parametrize(
    "text", ["short", "pässwörter-sind-schwer", "tab\tin a password", "x" * 129]
)
def test_passwords_that_other_programs_would_not_take_are_refused(text: str) -> None:
    assert password_problem(text)
    with pytest.raises(OutputError):
        Output(as_zip=True, password=text)


def test_a_passphrase_is_new_each_time_and_says_how_strong_it_is() -> None:
    made = [make_passphrase() for _ in range(50)]
    assert len({one.text for one in made}) == 50
    for one in made:
        assert one.bits == 70
        assert len(one.text.split("-")) == WORDS
        assert password_problem(one.text) == ""
        assert one.text not in repr(one)


def test_its_words_cannot_be_taken_for_one_another() -> None:
    from viewer.deid.passphrase import _words  # noqa: PLC0415

    words = _words()
    assert len(words) == 1024
    assert len({word[:4] for word in words}) == 1024
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 6 for word in words)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": PASSWORD},
        {"kind": Kind.PNG, "coding": Coding.RLE},
    ],
)
def test_what_does_not_go_together_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OutputError):
        Output(**wrong)


# --- the list of identities ---------------------------------------------------------------


def rows(place: Path) -> list[dict[str, str]]:
    with place.open(newline="", encoding="utf-8-sig") as stream:
        assert next(csv.reader(stream)) == [SENSITIVE]
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("preset", ["share", "research"])
def test_the_list_says_who_is_who_and_is_nobody_elses(source: Path, preset: str) -> None:
    place = source.parent / "mine" / "who.csv"
    place.parent.mkdir()
    run(request(source, Output(mapping=place), preset))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    found = rows(place)
    assert len(found) == 3
    originals = {str(dcmread(path).SOPInstanceUID): dcmread(path) for path in source.iterdir()}
    for row in found:
        copy = dcmread(source.parent / "out" / "copy" / row["file"])
        original = originals[row["original_sop_instance_uid"]]
        assert row["original_patient_name"] == "Lindqvist^Margareta"
        assert row["original_patient_id"] == original.PatientID
        assert row["new_patient_id"] == copy.PatientID
        assert row["new_sop_instance_uid"] == copy.SOPInstanceUID
        assert row["new_study_uid"] == copy.StudyInstanceUID
        assert row["new_series_uid"] == copy.SeriesInstanceUID
        days = int(row["dates_moved_by_days"])
        assert (days == 0) == (preset == "share")
        moved = str(copy.StudyDate) != str(original.StudyDate)
        assert moved == (preset == "research")
    assert [path.name for path in place.parent.iterdir()] == ["who.csv"]


def test_nothing_of_it_is_in_the_copy(source: Path) -> None:
    run(request(source, Output(mapping=source.parent / "who.csv")))
    for path in (source.parent / "out").rglob("*"):
        assert "who" not in path.name
        assert not path.is_file() or b"Lindqvist" not in path.read_bytes()


@pytest.mark.parametrize("place", ["disc/who.csv", "out/copy/who.csv", "out/copy", "there.csv"])
def test_it_is_never_in_the_copy_on_the_medium_or_over_something(source: Path, place: str) -> None:
    (source.parent / "there.csv").write_text("mine")
    before = sorted(source.iterdir())
    with pytest.raises(OutputError):
        run(request(source, Output(mapping=source.parent / place)))
    assert sorted(source.iterdir()) == before
    assert (source.parent / "there.csv").read_text() == "mine"
    assert not (source.parent / "out").exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_copied(source: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        run(request(source, Output(mapping=source.parent / "nowhere" / "who.csv")))
    assert found(source) == []


def test_formulas_stay_text_in_a_spreadsheet(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", 1, PatientID="=1+2", PatientName="@SUM^A")
    place = tmp_path / "who.csv"
    run(request(tmp_path / "disc", Output(mapping=place)))
    [row] = rows(place)
    assert (row["original_patient_id"], row["original_patient_name"]) == ("'=1+2", "'@SUM^A")


# --- nothing unfinished -------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment", [("copying", 2), ("checking", 2), ("packing", 3), ("packing", 9), ("packing", 12)]
)
def test_cancelled_at_any_stage_nothing_is_left(source: Path, moment: tuple[str, int]) -> None:
    cancel = CancelToken()

    def stop(phase: str, done: int, _: int | None) -> None:
        if (phase, done) == moment:
            cancel.cancel()

    with pytest.raises(CancelledError):
        run(request(source, replace(SECRET, mapping=source.parent / "who.csv")), stop, cancel)
    assert found(source) == []


def test_something_that_came_to_the_place_meanwhile_stays(source: Path) -> None:
    """Another program is as quick: neither copy nor list is put over what it wrote."""
    mapping = source.parent / "who.csv"
    wanted = request(source, replace(SECRET, mapping=mapping))

    def late(place: Path) -> Callable[[str, int, int | None], None]:
        def write(phase: str, done: int, _: int | None) -> None:
            if (phase, done) == ("checking", 3):
                place.write_text("theirs")

        return write

    with pytest.raises(OutputError):
        run(wanted, late(wanted.result))
    assert wanted.result.read_text() == "theirs"
    assert found(source) == ["out"]
    wanted.result.unlink()
    with pytest.raises(OutputError):
        run(wanted, late(mapping))
    assert mapping.read_text() == "theirs"
    assert list((source.parent / "out").iterdir()) == []


def test_of_two_jobs_for_one_place_the_first_one_stays_whole(source: Path) -> None:
    wanted = request(source, Output())
    once: list[bool] = []

    def second(phase: str, done: int, _: int | None) -> None:
        if (phase, done) == ("copying", 2) and not once:
            once.append(True)
            run(wanted)

    with pytest.raises(OutputError):
        run(wanted, second)
    assert len(list(wanted.target.rglob("IM*"))) == 3
    assert [path.name for path in wanted.target.parent.iterdir()] == ["copy"]


SMALL = """
import resource, sys
from pathlib import Path
from viewer.deid.errors import OutputError
from viewer.deid.job import Request, run
from viewer.deid.output import Output
from viewer.deid.profile import PRESETS
source, target, room, password = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
output = Output(as_zip=bool(password), password=password, mapping=target.with_name("who.csv"))
try:
    run(Request((source,), target, PRESETS["share"], output=output))
except OutputError as error:
    print(error)
    sys.exit(9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX")
@pytest.mark.parametrize(
    ("room", "password"),
    [(500, ""), (10_000, ""), (25_000, PASSWORD)],  # a list, a file of 19 kB, a ZIP of 30 kB
)
def test_a_disk_that_is_full_is_told_and_nothing_is_left(
    source: Path, room: int, password: str
) -> None:
    """The operating system itself refuses to write on: in a list, in a copy, in the ZIP."""
    command = [sys.executable, "-c", SMALL, str(source), str(source.parent / "copy")]
    done = subprocess.run(  # noqa: S603
        [*command, str(room), password], capture_output=True, text=True, check=False
    )
    assert done.returncode == 9, done.stderr
    assert "cannot be written" in done.stdout
    assert found(source) == []


def test_a_name_no_system_takes_is_told(source: Path) -> None:
    wanted = request(source, Output())
    with pytest.raises(OutputError):
        run(replace(wanted, target=source.parent / ("n" * 300)))
    assert found(source) == []


def test_very_deep_sources_are_copied(tmp_path: Path) -> None:
    deep = tmp_path / "disc"
    while len(str(deep)) < 3800:
        deep /= "d" * 200
    make_ct_series(deep, 2, **PERSON)
    account = run(request(tmp_path / "disc", SECRET))
    assert account.written == 2
    shutil.rmtree(tmp_path / "disc")


def test_names_in_a_copy_fit_the_oldest_file_systems(source: Path) -> None:
    run(request(source, Output()))
    for path in (source.parent / "out" / "copy").rglob("*"):
        stem, _, suffix = path.name.partition(".")
        assert len(stem) <= 8
        assert len(suffix) <= 3
        assert path.name == path.name.upper()


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_what_is_unfinished_is_nobody_elses(source: Path) -> None:
    modes: set[int] = set()

    def look(*_: object) -> None:
        modes.update(stat.S_IMODE(p.stat().st_mode) for p in (source.parent / "out").iterdir())

    run(request(source, Output()), look)
    assert modes == {0o700}


def test_room_is_estimated_before_anything_is_written(source: Path) -> None:
    size = sum(path.stat().st_size for path in source.iterdir())
    plain = estimate_space(request(source, Output()), Settings(), CancelToken())
    packed = estimate_space(request(source, SECRET), Settings(), CancelToken())
    assert plain.needed_bytes >= size
    assert packed.needed_bytes >= 2 * size
    assert plain.free_bytes > 0
    assert not replace(plain, free_bytes=size // 2).is_enough
    assert found(source) == []
