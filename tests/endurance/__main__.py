"""The command line of the endurance run."""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 if there was a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, help="stop after so many acts instead")
    parser.add_argument("--small", action="store_true", help="small pictures, for a short run")
    parser.add_argument("--log", type=Path, help="where to write every act; else a temporary file")
    parser.add_argument(
        "--arranging", action="store_true", help="acts that arrange pictures, undone often"
    )
    parser.add_argument("--large", action="store_true", help="large media within 2 GB instead")
    parser.add_argument("--xvfb", action="store_true", help="real input of an X server instead")
    options = parser.parse_args(arguments)
    faulthandler.enable()  # what ends the program tells where, for every thread
    if options.large:
        from tests.endurance.large import run_all  # noqa: PLC0415  needs no Qt

        return run_all()
    if options.xvfb:
        from tests.endurance.x_hands import x_server  # noqa: PLC0415  Linux only

        with x_server():
            return work(options)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return work(options)


def work(options: argparse.Namespace) -> int:
    """Work the window at random."""
    from tests.endurance.driver import Pace  # noqa: PLC0415  Qt asks for its platform first
    from tests.endurance.run import endure  # noqa: PLC0415  likewise

    log = options.log
    if log is None:
        handle, name = tempfile.mkstemp(prefix="lightbox-endure-", suffix=".log")
        os.close(handle)
        log = Path(name)
    pace = Pace(options.seed, options.acts, 60.0 * options.minutes)
    if options.arranging:
        often = {"rest_every": 320, "undo_every": 8, "pause_ms": 0}
        pace = replace(pace, arranging=True, **often)
    hands = None
    if options.xvfb:
        from tests.endurance.x_hands import XHands  # noqa: PLC0415  Linux only

        hands = XHands()
    outcome = endure(pace, log, small=options.small, hands=hands)
    if hands is not None:
        hands.close()
    sys.stdout.write(f"seed {options.seed}, every act in {log}\n{outcome.as_text()}\n")
    return 1 if outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
