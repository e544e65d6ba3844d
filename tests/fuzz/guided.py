"""One reader target in a process of its own: `python -m tests.fuzz.guided NAME ...`.

The viewer is imported under atheris, so that libFuzzer sees which of its lines an input reaches
and keeps what reached new ones. Without atheris the inputs are mutations of the seeds alone.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import importlib
import importlib.util
import json
import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzz.reading import Reading

_OWN_MUTATIONS = 0.8  # the rest are libFuzzer's


def main(arguments: list[str]) -> int:
    """Execute the target until its time is over."""
    sys.dont_write_bytecode = True
    options = _options(arguments)
    atheris = _atheris() if not options.plain else None
    looking: AbstractContextManager[object] = contextlib.nullcontext()
    if atheris is not None:
        looking = atheris.instrument_imports(include=["viewer"])
    with looking:
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415  under atheris
    from tests.fuzz import reading  # noqa: PLC0415  after the viewer
    from tests.fuzz.findings import Findings  # noqa: PLC0415

    ready = reading.start(TARGETS[options.target], Findings(options.findings))
    if atheris is None:
        tell = functools.partial(_tell, ready, options.summary)
        reading.mutate_for(ready, options.seed, options.seconds, options.executions, tell)
        tell()
        return 0
    _guide(atheris, ready, options)
    return 0  # never: libFuzzer ends the process


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.fuzz.guided", description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--executions", type=int, default=1 << 60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, required=True, help="inputs that reached new code")
    parser.add_argument("--findings", type=Path, required=True)
    parser.add_argument("--summary", type=Path, required=True, help="JSON of what was done")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    return parser.parse_args(arguments)


def _atheris() -> Any:
    if importlib.util.find_spec("atheris") is None:
        return None
    return importlib.import_module("atheris")


def _guide(atheris: Any, ready: Reading, options: argparse.Namespace) -> None:
    """Let libFuzzer choose the inputs."""
    seeds = list(ready.target.seeds())
    # libFuzzer executes what it starts from whatever the time: a short run starts from less.
    start = Random(options.seed).sample(seeds, min(len(seeds), 50 + int(50 * options.seconds)))  # noqa: S311  no secrets
    for folder in (options.corpus, options.findings):
        folder.mkdir(parents=True, exist_ok=True)
    for data in start:
        (options.corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def execute(data: bytes) -> None:
        ready.once(data)
        if ready.executions % 256 == 0:
            _tell(ready, options.summary)

    def change(data: bytes, largest: int, seed: int) -> bytes:
        ours = Random(seed)  # noqa: S311  damage, no secrets
        if ours.random() > _OWN_MUTATIONS:
            return bytes(atheris.Mutate(data, largest))
        return ready.target.change(ours, data, seeds)[:largest]

    flags = [
        sys.argv[0],
        f"-seed={options.seed}",
        f"-max_len={ready.target.largest}",
        "-len_control=0",
        "-timeout=300",  # the target's own limits come first
        "-rss_limit_mb=4096",
        "-report_slow_units=600",
        f"-artifact_prefix={options.findings}/{ready.target.name}-",
        "-print_final_stats=1",
        f"-max_total_time={max(1, round(options.seconds))}",
    ]
    if options.executions < 1 << 60:
        flags.append(f"-runs={options.executions}")
    atheris.Setup([*flags, str(options.corpus)], execute, custom_mutator=change)
    atheris.Fuzz()


def _tell(ready: Reading, path: Path) -> None:
    """Write down how far it is, whole or not at all: the process may end at any time."""
    done = {
        "executions": ready.executions,
        "findings": ready.findings.kinds,
        "slowest_s": round(ready.slowest_s, 3),
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(done))
    os.replace(fresh, path)  # noqa: PTH105  as short as it gets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
