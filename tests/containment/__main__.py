"""python -m tests.containment --kills 1000: kill decoder processes while scrolling, and report."""

import argparse
import os
import sys


def main() -> int:
    """Run, print the outcome; 1 if a picture was wrong or something was left over."""
    parser = argparse.ArgumentParser(prog="tests.containment", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.containment import kills  # noqa: PLC0415  Qt, once the platform is chosen

    outcome = kills.run(arguments.kills, arguments.seed)
    sys.stdout.write(outcome.as_json() + "\n")
    return int(bool(outcome.wrong or outcome.left))


if __name__ == "__main__":
    sys.exit(main())
