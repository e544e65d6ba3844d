"""Many jobs one after the other: from a table, or from a folder into which studies are put.

The log is for an operator: when, which job, how it ended, how much. Jobs are known by the names the
operator gave them in the table; those of a watched folder by a number, as folders are often called
like patients. Nothing else about anybody is in it.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from shlex import shlex
from typing import TYPE_CHECKING, Final

from viewer.errors import CancelledError, ViewerError
from viewer.publish.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from viewer.publish.publisher import Published

COLUMNS: Final = ("job", "sources", "to", "options")
_SEPARATOR: Final = "|"  # between several sources
_LOG_FIELDS: Final = ("time", "job", "outcome", "objects", "left out", "discs", "seconds", "why")


class Outcome(StrEnum):
    """How a job ended."""

    DONE = "done"
    FINDINGS = "done, with findings"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Job:
    """One line of a table; `options` are words as on the command line."""

    name: str
    sources: tuple[Path, ...]
    target: Path
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """One line of the log."""

    job: str
    outcome: Outcome
    started: datetime
    seconds: float
    objects: int = 0
    left_out: int = 0
    discs: int = 0
    why: str = ""


def read_jobs(table: Path) -> tuple[Job, ...]:
    """The jobs of a CSV table with the columns of `COLUMNS`, the last may be missing.

    Places are meant from where the table lies. Raises PublishError for a table that is none.
    """
    try:
        text = _text(table.read_bytes())
        head = text.partition("\n")[
            0
        ]  # where "," divides decimals, Excel writes ";" between values
        rows = list(
            csv.DictReader(StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
        )
    except (OSError, csv.Error) as error:
        raise PublishError("the table of jobs cannot be read") from error
    jobs = tuple(_job(row, number, table.parent) for number, row in enumerate(rows, 1))
    if not jobs:
        raise PublishError(f"the table has no jobs; its columns are {', '.join(COLUMNS)}")
    return jobs


def _text(data: bytes) -> str:
    """As UTF-8, or as Excel on Windows writes without being asked."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _job(row: dict[str | None, str | None], number: int, home: Path) -> Job:
    def of(column: str) -> str:
        return (row.get(column) or "").strip()

    sources = tuple(home / part.strip() for part in of("sources").split(_SEPARATOR) if part.strip())
    if not sources or not of("to"):
        raise PublishError(f"job {number} of the table names no sources, or no place to write to")
    words = shlex(of("options"), posix=True)
    words.whitespace_split, words.commenters, words.escape = True, "", ""  # places on Windows
    try:
        return Job(of("job") or str(number), sources, home / of("to"), tuple(words))
    except ValueError as error:
        raise PublishError(f"job {number} of the table has a quotation mark too few") from error


class Log:
    """A CSV that grows by a line with every job; what was written once stays written."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def add(self, ended: Ended) -> None:
        """Write one line; raises OSError."""
        if self._path is None:
            return
        is_new = not self._path.exists()
        encoding = "utf-8-sig" if is_new else "utf-8"  # without the mark Excel takes it for another
        with self._path.open("a", newline="", encoding=encoding) as stream:
            table = csv.writer(stream)
            if is_new:
                table.writerow(_LOG_FIELDS)
            table.writerow(
                (
                    f"{ended.started:%Y-%m-%d %H:%M:%S}",
                    ended.job,
                    ended.outcome.value,
                    ended.objects,
                    ended.left_out,
                    ended.discs,
                    f"{ended.seconds:.1f}",
                    ended.why,
                )
            )


def run_jobs(
    jobs: Sequence[Job] | Iterator[Job],
    make: Callable[[Job], Published],
    log: Log,
    told: Callable[[Ended], None] = lambda _: None,
) -> list[Ended]:
    """Do them all; one that fails does not stop the others, somebody who cancels does."""
    found: list[Ended] = []
    for job in jobs:
        ended = _run(job, make)
        log.add(ended)
        told(ended)
        found.append(ended)
        if ended.outcome is Outcome.STOPPED:
            break
    return found


def _run(job: Job, make: Callable[[Job], Published]) -> Ended:
    started, clock = datetime.now(UTC).astimezone(), time.monotonic()

    def ended(outcome: Outcome, **facts: int | str) -> Ended:
        seconds = time.monotonic() - clock
        return Ended(job.name, outcome, started, seconds, **facts)  # type: ignore[arg-type]

    try:
        made = make(job)
    except CancelledError:
        return ended(Outcome.STOPPED)
    except ViewerError as error:
        return ended(Outcome.FAILED, why=str(error))
    outcome = Outcome.FINDINGS if made.has_findings else Outcome.DONE
    return ended(
        outcome,
        objects=made.objects,
        left_out=sum(made.left_out.values()),
        discs=len(made.places),
    )
