"""Fuzzing, `make fuzz`: damaged bytes through every reader, damaged discs through everything.

    python -m tests.fuzz --seconds 60                 every target, the time shared among them
    python -m tests.fuzz --targets header,pipeline    some of them
    python -m tests.fuzz --executions 1000000         until that many instead of for a time
    python -m tests.fuzz --replay FILE                one finding again

Each target runs in a process of its own. A finding makes the exit status 1 and leaves the input
in build/fuzz/ with its story beside it.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from tests.fuzz.campaign import PIPELINE, Plan, run


def main(arguments: list[str]) -> int:
    """Run what the arguments ask for; 0 if nothing was found, 1 if something was."""
    options = _options(arguments)
    if options.replay is not None:
        from tests.fuzz.replay import replay  # noqa: PLC0415  imports the viewer

        return replay(options.replay)
    from tests.fuzz.targets import TARGETS  # noqa: PLC0415  imports the viewer

    shares = {name: target.share for name, target in TARGETS.items()}
    names = options.targets.split(",") if options.targets else [*shares, PIPELINE]
    unknown = set(names) - set(shares) - {PIPELINE}
    if unknown:
        sys.stderr.write(f"no such target: {', '.join(unknown)}; there are {', '.join(shares)}\n")
        return 2
    if importlib.util.find_spec("atheris") is None:
        sys.stdout.write("atheris is not installed (Linux only): inputs are mutations alone.\n")
    chosen = {name: shares.get(name, 1) for name in names}
    plan = Plan(chosen, options.seconds, options.executions, options.seed, options.window_every)
    return run(plan, options.corpus, options.jobs)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, help="in all, start-up included (600)")
    parser.add_argument("--targets", help="names with commas between them; all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--executions", type=int, help="of all readers, and of the pipeline")
    parser.add_argument("--corpus", type=Path, help="keep inputs that reached new code here")
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    parser.add_argument("--window-every", type=int, default=20, help="discs; 0 is never")
    parser.add_argument("--replay", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    if options.seconds is None:
        options.seconds = 600.0 if options.executions is None else 7 * 86400.0
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
