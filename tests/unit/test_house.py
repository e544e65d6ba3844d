"""Rules of the house that no linter checks."""

import re
from pathlib import Path

import pytest

import viewer

PACKAGE = Path(viewer.__file__).parent
ROOT = Path(__file__).parents[2]
LONGEST = 400  # lines of a file; what is longer has more than one reason to exist
TABLES = {"limits.py"}  # one entry after the other, of one kind


def test_no_file_is_too_long_to_have_one_reason_to_exist() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text("utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
        if path.name not in TABLES
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("page", ["architecture.md", "decisions.md"])
def test_what_a_page_names_is_where_it_says(page: str) -> None:
    """Modules as `app.undo` or `tools/handles.py`, attributes of them, files and folders."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    packages = "|".join(path.name for path in PACKAGE.iterdir() if path.is_dir())
    modules = re.findall(rf"`(?:viewer\.)?((?:{packages})\.\w+)[\w.]*(?:\(\))?`", text)
    files = re.findall(r"`([\w./-]+\.(?:py|toml|md|txt|lock))`", text)
    assert modules or files
    missing = [name for name in modules if not _module(name)]
    missing += [name for name in files if not _file(name)]
    assert missing == []


def _module(name: str) -> bool:
    path = PACKAGE / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def _file(name: str) -> bool:
    """Beside the package or in it; NAME stands for any."""
    pattern = name.removeprefix("viewer/").replace("NAME", "*")
    return (ROOT / name).is_file() or any(path.is_file() for path in PACKAGE.rglob(pattern))
