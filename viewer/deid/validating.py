"""What dicom3tools say of the copies that they do not say of the originals (V-01, V-02, A-071).

Asked for, and where they are installed: they take a tenth of a second for each file. What they find
is no identity, so it blocks nothing; it is told.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from viewer.deid.several import results

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from viewer.deid.copying import Copy, Copying
    from viewer.deid.request import Work

_VALUES: Final = re.compile(r"= <[^>]*>|\[\d+\]|[0-9.]{12,}")  # of one object, or somebody's
_DISAGREEMENT: Final = re.compile(r"Element=<\w+> IE=<\w+>")
_SECONDS: Final = 60.0
_ATTRIBUTES: Final = 20  # that are named
MISSING: Final = "The copies were not validated: dciodvfy (Debian: dicom3tools) is not installed."


def validate(job: Copying, work: Work) -> None:
    """Run the validators over all copies and put what they say into the account."""
    if shutil.which("dciodvfy") is None:
        job.account.validation = (MISSING,)
        return
    errors: set[str] = set()
    read = 0
    for number, new in enumerate(results(_new_errors, job.copies), 1):
        work.cancel.check()
        work.progress("validating", number, len(job.copies))
        read += new is not None
        errors |= new or set()
    lines = [_words("dciodvfy", f"no error in {read} copies", errors)]
    if shutil.which("dcentvfy") is not None:
        apart = _disagreements([copy.path for copy in job.copies])
        apart -= _disagreements([copy.origin for copy in job.copies if copy.origin.is_file()])
        lines.append(_words("dcentvfy", "no disagreement among them", apart))
    job.account.validation = tuple(lines)


def _words(tool: str, nothing: str, found: set[str]) -> str:
    if not found:
        return f"{tool} finds {nothing} that the originals did not have."
    named = "; ".join(sorted(found)[:_ATTRIBUTES])
    return f"{tool} finds what the originals did not have: {named}"


def _new_errors(copy: Copy) -> set[str] | None:
    """Errors of one copy beyond those of its original; None where the tool cannot read it.

    Originals inside archives cannot be asked: their errors count as the copy's.
    """
    found = _errors(copy.path)
    if not found or not copy.origin.is_file():
        return found
    before = _errors(copy.origin)
    return None if before is None else found - before


def _errors(path: Path) -> set[str] | None:
    done = _run(["dciodvfy", "-new", "-filename", str(path)])
    if done is None or done.returncode not in {0, 1}:  # it ends itself at 32-bit pixels (V-01)
        return None
    text = done.stderr.decode("utf-8", "replace")
    if "Dicom dataset read failed" in text:
        return None
    lines = (line.removeprefix(f"{path}: ") for line in text.splitlines())
    return {_VALUES.sub("", line).strip() for line in lines if line.startswith("Error")}


def _disagreements(paths: Sequence[Path]) -> set[str]:
    """Attributes that differ within a patient, study or series."""
    done = _run(["dcentvfy", *map(str, paths)]) if paths else None
    text = done.stderr.decode("utf-8", "replace") if done is not None else ""
    return set(_DISAGREEMENT.findall(text))


def _run(command: Iterable[str]) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(  # noqa: S603  installed programs, files of the job
            [*command], capture_output=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):  # too many files for a command line, too slow
        return None
