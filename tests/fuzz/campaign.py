"""All targets one after the other or side by side, each in its own process, and their summary."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tests.fuzz.findings import CHECKOUT, findings_folder
from tests.fuzz.whole import temporary_folder

PIPELINE: Final = "pipeline"
_PIPELINE_SHARE: Final = 0.3  # of the time
_START_S: Final = 3.0  # until a target executes its first input
_LEAST_S: Final = 1.0
_GRACE_S: Final = 180.0  # a process that is not at its end by then hangs
_COVERAGE: Final = re.compile(rb"cov: (\d+)")
_EXECUTED: Final = re.compile(rb"number_of_executed_units: *(\d+)")  # the last word of libFuzzer
_RESTARTS: Final = 5  # of a process that libFuzzer or a limit ended


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: targets with their shares, and how long or how much."""

    shares: Mapping[str, int]
    seconds: float
    executions: int | None
    seed: int
    window_every: int


@dataclass(frozen=True, slots=True)
class _Job:
    target: str
    seconds: float
    executions: int
    seed: int


@dataclass(slots=True)
class _Done:
    executions: int = 0
    seconds: float = 0.0
    edges: int = 0
    findings: int = 0
    details: str = ""

    def line(self, name: str) -> str:
        """One line of the summary."""
        rate = self.executions / max(self.seconds, 0.001)
        edges = str(self.edges) if self.edges else "-"
        return (
            f"{name:<12}{self.executions:>10}{self.seconds:>8.0f} s{rate:>8.0f}/s"
            f"{edges:>8}{self.findings:>10}  {self.details}\n"
        )


def run(plan: Plan, corpus: Path | None, jobs: int) -> int:
    """Run all targets of the plan; 1 if anything was found."""
    findings = findings_folder()
    head = f"{'target':<12}{'executions':>10}{'time':>10}{'rate':>10}{'edges':>8}{'findings':>10}\n"
    sys.stdout.write(head)
    sys.stdout.flush()
    total = _Done()
    with temporary_folder() as folder, ThreadPoolExecutor(jobs) as threads:
        work = list(_jobs(plan, jobs))
        place = corpus or folder / "corpus"
        results = threads.map(lambda job: _execute(job, plan, place, folder, findings), work)
        for job, done in zip(work, results, strict=True):
            sys.stdout.write(done.line(job.target))
            sys.stdout.flush()
            total.executions += done.executions
            total.seconds += done.seconds
            total.findings += done.findings
    sys.stdout.write(total.line("all"))
    if total.findings:
        sys.stdout.write(f"inputs and stories in {findings}\n")
    return 1 if total.findings else 0


def _jobs(plan: Plan, side_by_side: int) -> Iterator[_Job]:
    """Share time and executions out; the pipeline has its own."""
    readers = {name: share for name, share in plan.shares.items() if name != PIPELINE}
    whole = sum(readers.values())
    spare = plan.seconds * side_by_side - _START_S * len(plan.shares)
    piece = 0.0 if PIPELINE not in plan.shares else _PIPELINE_SHARE if readers else 1.0
    most = plan.executions
    for name, share in readers.items():
        seconds = max(_LEAST_S, spare * (1 - piece) * share / whole)
        yield _Job(name, seconds, most * share // whole if most else 1 << 60, plan.seed)
    if piece:
        yield _Job(PIPELINE, max(_LEAST_S, spare * piece), most or 1 << 60, plan.seed)


def _execute(job: _Job, plan: Plan, corpus: Path, folder: Path, findings: Path) -> _Done:
    """Run one target to its end, and again if something ended it before."""
    done = _Done()
    started = time.monotonic()
    left = job
    for attempt in range(_RESTARTS):
        summary = folder / f"{job.target}-{attempt}.json"
        log = folder / f"{job.target}-{attempt}.log"
        command = _command(left, plan, corpus, findings, summary)
        ended = _wait(command, log, left.seconds)
        told = _read(summary)
        said = log.read_bytes()
        done.executions += max([told.get("executions", 0), *map(int, _EXECUTED.findall(said))])
        done.findings += len(told.get("findings", ()))
        done.edges = max([done.edges, *map(int, _COVERAGE.findall(said))])
        done.details = _details(told)
        _pass_on(log)
        done.seconds = time.monotonic() - started
        if ended == 0:
            break
        done.findings += 1
        kept = findings / f"{job.target}-ended-{attempt}.log"
        kept.write_bytes(log.read_bytes()[-20_000:])
        sys.stderr.write(f"FINDING {job.target}: its process ended with {ended}, see {kept}\n")
        left = replace(
            left,
            seconds=job.seconds - done.seconds,
            executions=job.executions - done.executions,
            seed=left.seed + 1000,
        )
        if left.seconds < _LEAST_S or left.executions < 1:
            break
    return done


def _command(job: _Job, plan: Plan, corpus: Path, findings: Path, summary: Path) -> list[str]:
    module = ["tests.fuzz.guided", job.target, f"--corpus={corpus / job.target}"]
    if job.target == PIPELINE:
        module = ["tests.fuzz.whole", f"--window-every={plan.window_every}"]
    limits = [f"--seconds={job.seconds:.0f}", f"--executions={job.executions}"]
    places = [f"--findings={findings}", f"--summary={summary}", f"--seed={job.seed}"]
    return [sys.executable, "-m", *module, *limits, *places]


def _wait(command: list[str], log: Path, seconds: float) -> int:
    """The exit status of the process; it is ended if it goes on for far too long."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  ourselves
            command, cwd=CHECKOUT, stdout=output, stderr=output, env=environment
        )
        try:
            return process.wait(seconds + _GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return -1


def _read(summary: Path) -> dict[str, Any]:
    with contextlib.suppress(OSError):
        found: dict[str, Any] = json.loads(summary.read_text())
        return found
    return {}


def _details(told: Mapping[str, Any]) -> str:
    parts = [f"slowest {told.get('slowest_s', 0):.1f} s"]
    if "windows" in told:
        parts.append(f"{told['discs']} discs, {told['windows']} of them in the window")
        parts.append(f"{told['shown']} frames drawn, {told['refused']} refused")
        parts.append(f"peak {told['peak_mib']} MiB")
    return "; ".join(parts)


def _pass_on(log: Path) -> None:
    """Repeat what was found; the rest of what libFuzzer says interests nobody."""
    lines = log.read_text(errors="replace").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("FINDING"):
            sys.stderr.write("\n".join(lines[number : number + 2]) + "\n")
