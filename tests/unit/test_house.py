"""Rules of the house that no linter checks."""

from pathlib import Path

import viewer

LONGEST = 400  # lines of a file; what is longer has more than one reason to exist
TABLES = {"limits.py"}  # one line after the other, of one kind


def test_no_file_is_too_long_to_have_one_reason_to_exist() -> None:
    package = Path(viewer.__file__).parent
    lengths = {
        str(path.relative_to(package)): len(path.read_text("utf-8").splitlines())
        for path in package.rglob("*.py")
        if path.name not in TABLES
    }
    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
