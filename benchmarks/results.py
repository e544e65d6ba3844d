"""Rows of the table: made by the groups, kept as JSON, written by `report`."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.measure import Round, Times, p95
from benchmarks.media import Media


@dataclass(frozen=True)
class Bench:
    """What a group is given: media, and how thorough to be."""

    media: Media
    quick: bool = False
    rounds_wanted: int | None = None

    def rounds(self, full: int, quick: int = 3) -> int:
        """How often everything is measured."""
        return self.rounds_wanted or (quick if self.quick else full)


@dataclass
class Peer:
    """Another program, or the floor: its figures, and ours over them."""

    name: str
    figure: str
    ratio: str = ""


@dataclass
class Row:
    """One line of a table; `met` is None where there is no goal or nothing was measured."""

    what: str
    goal: str = ""
    ours: str = ""
    peers: list[Peer] = field(default_factory=list)
    met: bool | None = None
    note: str = ""
    profile: str = ""


_NOTHING_S = 1e-8
_ABSURD = 1e4

Measure = Callable[[Bench], Iterable[Row]]


@dataclass(frozen=True)
class Group:
    """Rows that belong together, and what measures them."""

    name: str
    title: str
    measures: tuple[Measure, ...]


class Results:
    """The rows of every group, kept in a file so that one group can be measured again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rows: dict[str, list[Row]] = {}
        self.when: dict[str, str] = {}
        if path.exists():
            kept = json.loads(path.read_text())
            self.when = kept["when"]
            self.rows = {
                group: [_row(entry) for entry in rows] for group, rows in kept["rows"].items()
            }

    def keep(self, group: str, rows: list[Row], when: str) -> None:
        """Replace the rows of a group and write everything down."""
        self.rows[group], self.when[group] = rows, when
        self._path.parent.mkdir(parents=True, exist_ok=True)
        rows_kept = {name: [asdict(row) for row in kept] for name, kept in self.rows.items()}
        self._path.write_text(json.dumps({"when": self.when, "rows": rows_kept}, indent=1))


def _row(entry: dict[str, object]) -> Row:
    peers = entry.pop("peers")
    assert isinstance(peers, list)
    return Row(peers=[Peer(**peer) for peer in peers], **entry)  # type: ignore[arg-type]


def compared(
    what: str,
    measured: Round,
    limits: dict[str, float],
    *,
    goal: str = "",
    count: int = 1,
) -> Row:
    """A row of the first candidate over all others.

    `limits` holds the largest ratio allowed for those the goal names. CPU decides: on a busy
    machine wall time is the neighbours' too. Figures are for one of `count` things.
    """
    ours, *others = measured.times
    row = Row(what, goal, figure(measured.times[ours], count))
    verdicts: list[bool] = []
    for other in others:
        wall, cpu = measured.ratio(ours, other)
        words = figure(measured.times[other], count)
        if other in measured.idle:
            words += f", start {amount(statistics.median(measured.idle[other].wall))} taken off"
        row.peers.append(Peer(other, words, f"{_short(wall)} (CPU {_short(cpu)})"))
        if other in limits:
            verdicts.append(cpu <= limits[other])
    if limits:
        missing = [name for name in limits if name not in measured.times]
        row.met = all(verdicts) if verdicts else None
        row.note = f"not measured: {', '.join(missing)}" if missing else ""
    return row


def figure(times: Times, count: int = 1) -> str:
    """Median and p95 of wall time, and the median of CPU."""
    wall, cpu = ([value / count for value in values] for values in (times.wall, times.cpu))
    return spread(wall, cpu)


def spread(wall: Sequence[float], cpu: Sequence[float]) -> str:
    """Median and p95 of wall time, and the median of CPU; all in seconds."""
    return (
        f"{amount(statistics.median(wall))} (p95 {amount(p95(wall))}), "
        f"CPU {amount(statistics.median(cpu))}"
    )


def amount(seconds: float) -> str:
    """A time in the unit that suits it."""
    if seconds < _NOTHING_S:
        return "not told from its start"
    for unit, scale in (("s", 1.0), ("ms", 1e3)):
        if seconds * scale >= 1:
            return f"{seconds * scale:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def _short(ratio: float) -> str:
    if ratio > _ABSURD:  # what remained of a program's time less its start was nothing
        return "–"
    return f"{ratio:.2g}×" if ratio < 10 else f"{ratio:.0f}×"
