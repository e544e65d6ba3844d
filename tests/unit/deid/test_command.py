"""`lightbox deidentify`: what a script and a person at the keyboard get."""

import os
import pty
import re
import sys
import tomllib
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from pydicom import dcmread

from tests.factories.burned_in import ultrasound, with_text
from tests.factories.dicom import image_dataset, make_ct_series, save
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run
from viewer.deid.text_installed import is_installed

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 2, **PERSON)
    return tmp_path / "source"


def test_a_copy_is_made_and_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = source.parent / "copy"
    assert run(["deidentify", str(source), "--to", str(target)]) == ExitCode.OK
    said = capsys.readouterr().out
    assert "2 of 2 objects copied" in said
    assert "none found" in said
    assert "Lindqvist" not in said
    assert (target / "DICOMDIR").is_file()


def looked_at(draft: str) -> str:
    return draft.replace("looked = false", "")


def test_what_was_left_out_is_a_finding(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(image_dataset(number=9, Modality="US", **PERSON), source / "us")
    target = source.parent / "copy"
    assert run(["deidentify", str(source), "--to", str(target)]) == ExitCode.FINDINGS
    assert "left out, 1: text may be in the image" in capsys.readouterr().out


def test_where_all_waits_for_somebody_who_looks_the_way_on_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(image_dataset(number=9, Modality="US", **PERSON), tmp_path / "disc" / "us")
    command = ["deidentify", str(tmp_path / "disc"), "--to", str(tmp_path / "copy")]
    assert run(command) == ExitCode.UNREADABLE
    assert "--what-if shows these images" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_what_if_shows_all_and_its_suggestion_can_be_used(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(image_dataset(number=9, Modality="US", **PERSON), source / "us")
    key = str(source.parent / "new.key")
    assert run(["deidentify", str(source), "--what-if", "--key", key]) == ExitCode.FINDINGS
    said = capsys.readouterr().out
    assert "PatientName: Lindqvist^Margareta -> ANON-" in said
    assert sorted(path.name for path in source.parent.iterdir()) == ["source"]
    review = source.parent / "review.toml"
    draft = said[said.index("[layouts.") :]
    for text, code in [(draft, ExitCode.FINDINGS), (looked_at(draft), ExitCode.OK)]:
        review.write_text(text)
        target = source.parent / f"copy-{code}"
        command = ["deidentify", str(source), "--to", str(target), "--reviewed", str(review)]
        assert run(command) == code, "a draft is no decision, and nothing clears an image by itself"


@pytest.mark.skipif(not is_installed(), reason="the extra `ocr` is not installed")
def test_what_if_finds_text_and_marks_a_name(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = with_text(("LINDQVIST, MARGARETA", 40, 30), ("16 cm", 200, 200))
    ultrasound(source / "us", pixels, SOPInstanceUID="2.25.99")
    assert run(["deidentify", str(source), "--what-if", "--find-text"]) == ExitCode.FINDINGS
    said = capsys.readouterr().out
    assert said.count("the name, a number or the birth date seems to be at") == 1
    draft = tomllib.loads(said[said.index("[layouts.") :])
    ((layout, table),) = draft["layouts"].items()
    assert len(layout) == 12
    assert len(table["boxes"]) == 2
    assert table["looked"] is False


def test_without_the_library_find_text_says_what_is_missing(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("viewer.cli.find_text.is_installed", lambda: False)
    assert run(["deidentify", str(source), "--what-if", "--find-text"]) == ExitCode.USAGE
    assert "not installed" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        [],
        ["--to", "{source}/inside"],
        ["--to", "{source}"],
        ["--to", "{folder}/copy", "--profile", "nothing.toml"],
        ["--to", "{folder}/copy", "--key", "{source}/0000"],
        ["--to", "{folder}/copy", "--reviewed", "nothing.toml"],
        ["--to", "{folder}/copy", "--key", "{source}/new.key"],
        ["--to", "{folder}/copy", "--find-text"],
        ["--to", "{folder}/copy", "--mapping", "{source}/who.csv"],
        ["--to", "{folder}/copy", "--password", "correct horse"],
        ["--to", "{folder}/copy", "--zip", "--password", "short"],
        ["--to", "{folder}/copy", "--as", "png", "--compress", "rle"],
    ],
)
def test_wrong_usage(source: Path, more: list[str]) -> None:
    words = [word.format(source=source, folder=source.parent) for word in more]
    assert run(["deidentify", str(source), *words]) == ExitCode.USAGE
    assert not (source.parent / "copy").exists()


def test_an_unreadable_source(tmp_path: Path) -> None:
    command = ["deidentify", str(tmp_path / "none"), "--to", str(tmp_path / "copy")]
    assert run(command) == ExitCode.UNREADABLE
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_can_be_copied(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "notes.txt").write_text("no DICOM")
    command = ["deidentify", str(tmp_path / "source"), "--to", str(tmp_path / "copy")]
    assert run(command) == ExitCode.UNREADABLE


def test_a_key_file_is_made_and_used_again(source: Path) -> None:
    key = source.parent / "my.key"
    for name in ("one", "two"):
        target = str(source.parent / name)
        assert run(["deidentify", str(source), "--to", target, "--key", str(key)]) == ExitCode.OK
    copies = [sorted((source.parent / name).rglob("IM*")) for name in ("one", "two")]
    first, second = ([path.read_bytes() for path in paths] for paths in copies)
    assert first == second


def test_everything_the_copy_can_become(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = source.parent
    command = ["deidentify", str(source), "--to", str(folder / "copy"), "--profile", "research"]
    more = ["--key", str(folder / "my.key"), "--zip", "--password", "correct horse"]
    more += ["--compress", "jpeg2000", "--mapping", str(folder / "who.csv")]
    assert run([*command, *more]) == ExitCode.OK
    assert "correct horse" not in "".join(capsys.readouterr())
    found = {path.name for path in folder.iterdir()}
    assert found == {"source", "copy.zip", "my.key", "who.csv"}
    with pyzipper.AESZipFile(folder / "copy.zip") as archive:
        archive.setpassword(b"correct horse")
        copy = dcmread(BytesIO(archive.read("DICOM/PT000000/ST000000/SE000000/IM000000")))
    assert copy.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.90"


class Keyboard:
    """A person at a terminal of their own, before whom the command runs."""

    def __init__(self, command: list[str]) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-m", "viewer", *command])  # noqa: S606
        self.seen = ""

    def wait_for(self, words: str) -> None:
        while words not in self.seen:
            try:
                part = os.read(self._terminal, 1024)
            except OSError:
                part = b""
            assert part, f"ended without {words}: {self.seen}"
            self.seen += part.decode()

    def type(self, text: str) -> None:
        os.write(self._terminal, f"{text}\n".encode())

    def end(self) -> int:
        with suppress(OSError):
            while part := os.read(self._terminal, 1024):
                self.seen += part.decode()
        os.close(self._terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def asked(source: Path, *answers: str) -> tuple[int, str]:
    target = str(source.parent / "copy")
    person = Keyboard(["deidentify", str(source), "--to", target, "--zip", "--password"])
    for prompt, answer in zip(("one is made): ", "same again: "), answers, strict=False):
        person.wait_for(prompt)
        person.type(answer)
    return person.end(), person.seen


def opens(packed: Path, password: str) -> bool:
    with pyzipper.AESZipFile(packed) as archive:
        archive.setpassword(password.encode())
        return b"DICM" in archive.read("DICOMDIR")


def test_a_password_is_asked_twice_and_not_shown(source: Path) -> None:
    code, seen = asked(source, "correct horse", "correct horse")
    assert code == ExitCode.OK
    assert "correct horse" not in seen
    assert opens(source.parent / "copy.zip", "correct horse")


def test_two_different_passwords_are_refused(source: Path) -> None:
    code, _ = asked(source, "correct horse", "correct house")
    assert code == ExitCode.USAGE
    assert [path.name for path in source.parent.iterdir()] == ["source"]


def test_a_passphrase_is_made_for_whoever_types_none(source: Path) -> None:
    code, seen = asked(source, "")
    assert code == ExitCode.OK
    offered = re.search(r"one of 2\^70: ([a-z-]+)", seen)
    assert offered is not None
    assert opens(source.parent / "copy.zip", offered[1])


def test_a_script_gives_it_on_the_standard_input(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("from a script\n"))
    command = ["deidentify", str(source), "--to", str(source.parent / "copy"), "--zip"]
    assert run([*command, "--password"]) == ExitCode.OK
    assert opens(source.parent / "copy.zip", "from a script")


def test_too_little_room_is_said_before(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.deid.space._EXPANDED", 1 << 40)
    command = ["deidentify", str(source), "--to", str(source.parent / "copy")]
    assert run([*command, "--compress", "rle"]) == ExitCode.OK
    assert "may be needed" in capsys.readouterr().err
