"""What Lightbox is built from: locked, known, free to ship - and written down truly."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
# A requirement with its continuation lines.
_ENTRY = re.compile(r"^([\w.-]+)==([^\s;\\]+)((?:.*\\\n)*.*)$", re.MULTILINE)
_TEST = re.compile(r"`((?:[\w/]+/)?test_\w+\.py)::(test_\w+)`")


def entries(lock: str) -> list[tuple[str, str, str]]:
    return _ENTRY.findall((CHECKOUT / lock).read_text())


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_a_version_and_hashes(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    stated = [line for line in text.split("\n") if re.match(r"[\w-]", line)]
    assert len(stated) == len(entries(lock)) > 15
    assert [name for name, _, rest in entries(lock) if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_place(lock: str) -> None:
    text = (CHECKOUT / lock).read_text()
    assert not re.search(r"://|\bindex-url\b|--find-links|@ (?:git|file)", text)
    hosts = re.findall(r"(?<![\w./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|de)\b", text)
    assert hosts == []


@pytest.mark.parametrize("lock", LOCKS)
def test_pins_that_matter_hold(lock: str) -> None:
    versions = {name: tuple(map(int, v.split(".")[:3])) for name, v, _ in entries(lock)
                if name in {"pydicom", "pyside6-essentials", "shiboken6"}}  # fmt: skip
    assert versions["pydicom"] >= (3, 0, 2)
    assert versions["pyside6-essentials"] == versions["shiboken6"] < (6, 12)


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_gpl_alone_never_comes_in(lock: str) -> None:
    names = {name for name, _, _ in entries(lock)}
    assert names.isdisjoint({"av", "pylibjpeg-libjpeg", "pyqt6", "pyside6-addons"})


def test_the_list_of_licences_is_true_and_holds_no_gpl() -> None:
    done = run("packaging/licences.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (CHECKOUT / "docs/licences.md").read_text()
    rows = {
        cells[1]: cells[2:4]
        for cells in ([c.strip() for c in line.split("|")] for line in page.split("\n"))
        if len(cells) > 5
    }
    for name, version, _ in entries("requirements.lock"):
        stated_version, licence = rows[name]
        assert version in stated_version
        assert licence
        assert licence.startswith("LGPL-3.0-only") or not re.search(r"\bA?GPL", licence)


def test_the_page_of_limits_is_true() -> None:
    done = run("packaging/limits_page.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["limits.md", "threat-model.md"])
def test_every_test_a_page_names_exists(page: str) -> None:
    named = _TEST.findall((CHECKOUT / "docs" / page).read_text())
    assert len(named) > 15
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^def {name}\(", _source(file), re.MULTILINE)
    ]
    assert missing == []


def _source(file: str) -> str:
    path = CHECKOUT / "tests" / file
    return path.read_text() if path.exists() else ""


def test_an_audit_that_looked_nothing_up_says_so() -> None:
    program = (
        "import sys; sys.path.insert(0, 'packaging'); from audit import summary;"
        "known = {'name': 'a', 'version': '1', 'vulns': [{'id': 'X-1'}]};"
        "skipped = {'name': 'b', 'skip_reason': 'not found'};"
        "print(summary('s', 'l', None)); print(summary('s', 'l', [skipped]));"
        "print(summary('s', 'l', [known, skipped]))"
    )
    nothing, unknown, found = run("-c", program).stdout.splitlines()
    assert nothing == "('l, s: NOT AUDITED, the service cannot be reached', False)"
    assert unknown == "('l, s: NOT AUDITED, none of 1 libraries is known there', False)"
    assert found == "('l, s: 1 looked up, 1 vulnerable, 1 NOT AUDITED\\n  a 1: X-1', True)"
