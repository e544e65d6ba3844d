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
    except Exception as error:
        from viewer.boot import place, start, unfit  # noqa: PLC0415  needed by nobody else

        is_window = start.is_for_window(sys.argv[1:])
        if not place.is_bundled() or not (is_window or isinstance(error, ImportError)):
            raise

        unfit.tell_error(error)
        return start.UNFIT


if __name__ == "__main__":
    sys.exit(main())
