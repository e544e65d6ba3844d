"""The encrypted ZIP a job makes is opened by Lightbox itself (M-081, A-017)."""

import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.factories.dicom import make_ct_series
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run
from viewer.media.keyring import KEYRING

PASSWORD = "correct horse"  # noqa: S105  of the test alone


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    yield
    KEYRING.clear()


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 2, PatientName="Lindqvist^Margareta", PatientID="A-77")
    made = ["deidentify", str(tmp_path / "source"), "--to", str(tmp_path / "copy"), "--zip"]
    assert run([*made, "--password", PASSWORD]) == ExitCode.OK
    return tmp_path / "copy.zip"


def test_every_command_opens_it(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, given = packed.parent, ["--password", PASSWORD]
    assert run(["info", str(packed), *given]) == ExitCode.OK
    assert "[CT, 2 objects]" in capsys.readouterr().out
    assert run(["check", str(packed), *given]) == ExitCode.OK
    assert "Everything is readable" in capsys.readouterr().out
    out = folder / "x.png"
    assert run(["render", str(packed), "--out", str(out), *given]) == ExitCode.OK
    assert out.read_bytes().startswith(b"\x89PNG")
    assert run(["export", str(packed), "--to", str(folder / "frames"), *given]) == ExitCode.OK
    again = ["deidentify", str(packed), "--source-password", PASSWORD, "--to"]
    assert run([*again, str(folder / "again")]) == ExitCode.OK
    assert (folder / "again" / "DICOMDIR").is_file()
    assert PASSWORD not in "".join(capsys.readouterr())


def test_a_damaged_file_is_told_and_the_others_are_read(
    packed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as archive:
        entry = next(e for e in archive.infolist() if e.filename.endswith("IM000001"))
    data[entry.header_offset + entry.compress_size // 2 + 100] ^= 1
    packed.write_bytes(data)
    assert run(["check", str(packed), "--password", PASSWORD]) == ExitCode.FINDINGS
    said = capsys.readouterr().out
    assert "IM000001: damaged: the archive entry is not as it was when it was encrypted" in said
    assert " 2        2        1        1  altogether" in said


@pytest.mark.parametrize("command", ["info", "check"])
def test_without_or_with_another_password_it_says_why(
    packed: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run([command, str(packed)]) == ExitCode.UNREADABLE
    assert "is protected, and its password is needed" in capsys.readouterr().err
    assert run([command, str(packed), "--password", "battery staple"]) == ExitCode.UNREADABLE
    said = capsys.readouterr().err
    assert "not the password" in said
    assert "battery" not in said


def test_a_script_gives_it_on_the_standard_input(
    packed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSWORD}\n"))
    assert run(["info", str(packed), "--password"]) == ExitCode.OK
    assert "[CT, 2 objects]" in capsys.readouterr().out
