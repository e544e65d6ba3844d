"""`python -m viewer` and the `lightbox` command."""

import multiprocessing
import sys


def main() -> int:
    """Run the command line; a frozen program's decoder processes also start here."""
    multiprocessing.freeze_support()
    from viewer.cli.main import run  # noqa: PLC0415  after freeze_support, for the workers' sake

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
