"""`lightbox publish`: the plan first, then the disc, then what was found (M-074 to M-076)."""

import signal
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from tests.factories.dicom import make_ct_series, make_image
from tests.factories.discs import objects_of
from tests.factories.media import report_of
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run
from viewer.media.keyring import KEYRING
from viewer.publish import verify

ANNA: dict[str, Any] = {
    "PatientName": "Berg^Anna",
    "PatientID": "A1",
    "PatientBirthDate": "19500101",
}
BEA: dict[str, Any] = {"PatientName": "Cole^Bea", "PatientID": "B2", "PatientBirthDate": "19600202"}
# Previews are drawn by Qt: the application of all other tests comes first.
pytestmark = pytest.mark.usefixtures("qapp")
PLAIN = ("--dicom-only", "--no-tools", "--no-icons")


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    yield
    KEYRING.clear()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 2, **ANNA)
    return tmp_path / "source"


def publish(*words: object) -> int:
    return run(["publish", *map(str, words)])


def test_the_plan_is_shown_before_anything_is_written(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(source, "--to", tmp_path / "disc", "--dry-run") == 0
    words = capsys.readouterr().out
    assert "2 objects, 1 disc by STD-GEN-CD" in words
    assert "patient: Berg, Anna, A1, born 1 Jan 1950" in words
    assert "copied as it is: 2" in words
    assert "fits onto a CD" in words
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_disc_and_what_was_checked(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "notes.txt").write_text("x")
    assert publish(source, "--to", tmp_path / "disc", *PLAIN) == 0
    words = capsys.readouterr().out
    assert "2 objects written, read back and compared" in words
    assert "not DICOM, not copied: 1 file" in words
    assert "names: passed" in words
    assert len(objects_of(tmp_path / "disc")) == 2


def test_everything_a_patient_needs_is_on_a_disc_by_default(source: Path, tmp_path: Path) -> None:
    assert publish(source, "--to", tmp_path / "disc", "--no-viewer", "--no-tools") == 0
    names = {path.name for path in (tmp_path / "disc").iterdir()}
    assert names >= {"DICOMDIR", "DICOM", "README.TXT", "INDEX.HTM", "IHE_PDI"}
    assert list((tmp_path / "disc" / "IHE_PDI").glob("*.JPG"))


def test_findings_have_a_status_of_their_own(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = source / "0001"
    spoilt.write_bytes(spoilt.read_bytes()[:-50])
    assert publish(source, "--to", tmp_path / "disc", *PLAIN) == 1
    words = capsys.readouterr().out
    assert "left out, 1: its pixel data ends early\n    0001\n" in words
    assert "1 object, 1 not on this disc" in words


def test_what_is_left_out_is_named_up_to_a_number(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (source / "0001").read_bytes()
    for number in range(25):
        (source / f"cut {number:02}").write_bytes(whole[:-50])
    assert publish(source, "--to", tmp_path / "disc", "--dry-run", *PLAIN) == 1
    words = capsys.readouterr().out
    assert words.count("    cut ") == 20
    assert "left out, 25: its pixel data ends early\n    cut 00\n" in words
    assert "    cut 19\n    and 5 more\n" in words


def test_an_encrypted_zip_opens_with_its_password_only(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "disc.zip"
    assert publish(source, "--to", target, "--password", "correct horse 7", *PLAIN) == 0
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        with pytest.raises((RuntimeError, NotImplementedError)):
            archive.read("DICOMDIR")
    assert "DICOM/PT000000/ST000000/SE000000/IM000000" in names
    with pyzipper.AESZipFile(target) as archive:
        archive.setpassword(b"correct horse 7")
        assert archive.read("DICOMDIR")[128:132] == b"DICM"
    assert b"Berg" not in target.read_bytes()
    assert publish(source, "--to", tmp_path / "plain.zip", *PLAIN) == 0
    assert report_of(tmp_path / "plain.zip").counts.readable == 2


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--password", "correct horse 7"),
        ("--profile", "floppy"),
        ("--volume-id", "lower case"),
        ("--viewer", "amiga"),
        ("--add", "--disc-for-each"),
        ("--deidentify", "nothing.toml"),
    ],
)
def test_wrong_usage(source: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    target = ("--to", tmp_path / "disc") if words else ()
    assert publish(source, *target, *words) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_nothing_is_written_to_the_medium_itself_or_over_anything(
    source: Path, tmp_path: Path
) -> None:
    assert publish(source, "--to", source / "disc", *PLAIN) == 2
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "mine").write_text("x")
    assert publish(source, "--to", tmp_path / "disc", *PLAIN) == ExitCode.PLACE


def test_a_place_that_cannot_be_read(tmp_path: Path) -> None:
    assert publish(tmp_path / "nowhere", "--to", tmp_path / "disc", *PLAIN) == 3


def test_several_patients_are_named_and_asked_for(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_image(source / "b", number=9, StudyInstanceUID="1.2.3", **BEA)
    assert publish(source, "--to", tmp_path / "disc", *PLAIN) == ExitCode.REFUSED
    assert "2 patients" in capsys.readouterr().err
    assert publish(source, "--to", tmp_path / "disc", "--several-patients", *PLAIN) == 0
    words = capsys.readouterr().out
    assert "Berg, Anna" in words
    assert "Cole, Bea" in words


def test_studies_are_added_to_a_medium(source: Path, tmp_path: Path) -> None:
    assert publish(source, "--to", tmp_path / "stick", *PLAIN) == 0
    make_image(tmp_path / "more" / "a", series=4, SOPInstanceUID="1.2.77", **ANNA)
    assert publish(tmp_path / "more", "--to", tmp_path / "stick", "--add", *PLAIN) == 0
    assert report_of(tmp_path / "stick").counts.readable == 3
    again = publish(tmp_path / "more", "--to", tmp_path / "stick", "--add", *PLAIN)
    assert again == ExitCode.NOTHING


def test_pages_of_a_medium_are_brought_up_to_date(source: Path, tmp_path: Path) -> None:
    said = ("--no-viewer", "--no-tools", "--institution", "Haus am See")
    assert publish(source, "--to", tmp_path / "stick", *said) == 0
    before = len(list((tmp_path / "stick").glob("IHE_PDI/*.JPG")))
    make_image(
        tmp_path / "more" / "a", series=4, SOPInstanceUID="1.2.77",
        StudyInstanceUID="1.2.7", StudyDescription="The later one", **ANNA,
    )  # fmt: skip
    assert publish(tmp_path / "more", "--to", tmp_path / "stick", "--add", "--no-tools") == 0
    index = (tmp_path / "stick" / "INDEX.HTM").read_text("utf-8")
    assert "The later one" in index
    assert "Haus am See" in index
    assert len(list((tmp_path / "stick").glob("IHE_PDI/*.JPG"))) == before + 1


def test_every_reason_for_there_being_no_disc_has_its_own_status(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = ("--to", tmp_path / "disc", *PLAIN)
    (tmp_path / "empty").mkdir()
    assert publish(tmp_path / "empty", *to) == ExitCode.NOTHING
    assert publish(tmp_path / "nowhere", *to) == ExitCode.UNREADABLE
    monkeypatch.setattr("viewer.publish.read_back._is_same", lambda *_: False)
    assert publish(source, *to) == ExitCode.CHECK
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "source"]


def test_a_job_that_the_system_ends_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kill`, a terminal that is closed, a computer that shuts down."""
    monkeypatch.setattr(verify, "flush", lambda: signal.raise_signal(signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    assert publish(source, "--to", tmp_path / "disc", *PLAIN) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["source"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_other_programs_write_lies_beside_the_disc_and_is_gone(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A DICOMDIR has names in it: none is left in the system's folder for such things."""
    programs, log = tmp_path / "programs", tmp_path / "log"
    programs.mkdir()
    (programs / "dcmmkdir").write_text(
        f'#!/bin/sh\nfor word; do case "$before" in +D) echo "$word" > {log};'
        'echo names > "$word";; esac; before="$word"; done\n'
    )
    (programs / "dcmmkdir").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    target = tmp_path / "out" / "disc"
    assert publish(source, "--to", target, "--dicom-only", "--no-icons") in {0, 1}
    written = Path(log.read_text().strip())
    assert written.parent.parent == target.parent
    assert written.parent.name.startswith(".lightbox-")
    assert [path.name for path in target.parent.iterdir()] == ["disc"]


def test_a_protected_zip_is_a_source_with_its_password(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, secret = tmp_path / "packed.zip", "correct horse 7"
    assert publish(source, "--to", packed, "--password", secret, *PLAIN) == 0
    to = ("--to", tmp_path / "disc", *PLAIN)
    assert publish(packed, *to) == ExitCode.UNREADABLE
    assert publish(packed, "--source-password", "another one 8", *to) == ExitCode.UNREADABLE
    monkeypatch.setattr("sys.stdin", StringIO(f"{secret}\n"))
    assert publish(packed, *to, "--source-password") == 0
    assert report_of(tmp_path / "disc").counts.readable == 2
    KEYRING.clear()
    table = tmp_path / "jobs.csv"
    table.write_text("job,sources,to,options\na,packed.zip,one,\nb,packed.zip,two,\n")
    monkeypatch.setattr("sys.stdin", StringIO(f"{secret}\n"))  # asked for once
    assert publish("--batch", table, *PLAIN, "--source-password") == 0
    assert report_of(tmp_path / "two").counts.readable == 2


def test_without_identity_nobody_is_on_the_disc(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "disc"
    status = publish(
        source, "--to", target, "--deidentify", "share", "--no-viewer", "--no-tools",
        "--export-id", "STUDY-7", "--print-label",
    )  # fmt: skip
    assert status == 0
    out = capsys.readouterr().out
    assert "2 of 2 objects without identity" in out
    assert "Berg" not in out
    for path in target.rglob("*"):
        assert not path.is_file() or b"Berg" not in path.read_bytes()
    assert "STUDY-7" in (tmp_path / "disc-label.html").read_text()  # M-072
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["disc", "disc-label.html", "source"]


def test_a_table_of_jobs(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "jobs.csv"
    table.write_text(
        "job,sources,to,options\nfirst,source,one,\nsecond,source,two.iso,--profile usb\n"
        "third,source,three,--no-such-option Berg\n"
        'fourth,source,four,"--label ""For Dr. Berg"""\n'
    )
    log = tmp_path / "log.csv"
    assert publish("--batch", table, "--log", log, *PLAIN) == 1
    assert capsys.readouterr().out.splitlines() == [
        "first: done, 2 objects",
        "second: done, 2 objects",
        "third: failed: its options are not understood: --no-such-option",
        "fourth: done, 2 objects",
    ]
    assert (tmp_path / "two.iso").is_file()
    assert source.name not in log.read_text()


@pytest.mark.parametrize(
    "words", [("--batch", "none.csv"), ("--watch", "nowhere"), ("--watch", ".", "--batch", "a")]
)
def test_wrong_usage_of_many(words: tuple[str, ...]) -> None:
    assert publish(*words) == 2
