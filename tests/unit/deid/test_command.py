"""`lightbox deidentify`: what a script and a person at the keyboard get."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import image_dataset, make_ct_series, save
from viewer.cli.exit_code import ExitCode
from viewer.cli.main import run

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
