"""`python -m viewer` and the `lightbox` command."""

import os
import sys


def main() -> int:
    """Run the command line; a frozen program's decoder processes also start here."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # noqa: PLC0415  elsewhere the window has no use for it yet

        multiprocessing.freeze_support()
    # Before numpy is there: its linear algebra, of no use here, would start a thread for each
    # core, and they look for work at full speed for a while.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from viewer.cli.main import run  # noqa: PLC0415  after freeze_support, for the workers

        return run(sys.argv[1:])
    except ImportError as error:
        from viewer.boot import place, unfit, words  # noqa: PLC0415  needed by nobody else

        if not place.is_bundled():
            raise

        unfit.tell(words.BLOCKED, str(error))
        return 4


if __name__ == "__main__":
    sys.exit(main())
