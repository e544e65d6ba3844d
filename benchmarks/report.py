"""Words and tables of docs/performance.md, written in whole by the program."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

from benchmarks import peers
from benchmarks.results import Group, Results, Row

_TEMPLATE = Path(__file__).with_name("report.md")
_VERDICT = {True: "met", False: "**missed**", None: ""}


def markdown(results: Results, groups: Sequence[Group]) -> str:
    """The whole document."""
    rows = [row for group in groups for row in results.rows.get(group.name, [])]
    judged = [row for row in rows if row.met is not None]
    text = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return text.substitute(
        machine=machine(),
        versions=", ".join(f"{name} {version}" for name, version in peers.versions().items()),
        met=sum(row.met is True for row in judged),
        judged=len(judged),
        missed=_missed(judged),
        tables="\n".join(_section(group, results) for group in groups),
        profiles=_profiles(rows) or "Nothing to show.\n",
    )


def line(row: Row) -> str:
    """A row for the terminal."""
    words = [f"  {row.what}: {row.ours or '-'}"]
    words += [f"      {peer.name}: {peer.figure}  {peer.ratio}".rstrip() for peer in row.peers]
    if row.goal:
        verdict = {True: "met", False: "MISSED", None: "not judged"}[row.met]
        words.append(f"      goal {row.goal}: {verdict}")
    if row.note:
        words.append(f"      {row.note.splitlines()[0]}")
    return "\n".join(words)


def machine() -> str:
    """Processor, cores, memory, system and Python."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{_processor()}, {os.cpu_count()} cores, {pages / 2**30:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _missed(judged: Iterable[Row]) -> str:
    missed = [f"- {row.what} (goal: {row.goal})" for row in judged if row.met is False]
    return "\n".join(missed) if missed else "None."


def _section(group: Group, results: Results) -> str:
    lines = [f"## {group.title}", ""]
    rows = results.rows.get(group.name)
    if rows is None:
        return "\n".join([*lines, "Not measured yet.", ""])
    lines += [f"Measured {results.when[group.name]}.", ""]
    lines += ["| what | goal | ours | beside it | ours over it: wall (CPU) | | note |"]
    lines += ["|---|---|---|---|---|---|---|"]
    lines += [_table_line(row) for row in rows]
    return "\n".join([*lines, ""])


def _table_line(row: Row) -> str:
    beside = "<br>".join(f"{peer.name}: {peer.figure}" for peer in row.peers)
    ratios = "<br>".join(peer.ratio or "–" for peer in row.peers)
    note = row.note.replace("\n", "<br>")
    cells = (row.what, row.goal, row.ours, beside, ratios, _VERDICT[row.met], note)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _profiles(rows: Iterable[Row]) -> str:
    parts = [f"### {row.what}\n\n```\n{row.profile}\n```\n" for row in rows if row.profile]
    return "\n".join(parts)
