"""The first code of the Windows kit: Python runs it as `sitecustomize`, before it looks for a file.

START.EXE is Python's own signed `pythonw.exe` under another name, so it knows nothing of this
program: here it learns where the libraries are, reads the program in one sweep and runs it. A
decoder process is the same program with other arguments, and gets no further than the libraries.
"""
# ruff: noqa: BLE001, PLC0415, PTH113, PTH118, PTH120, SLF001  before anything is loaded

import importlib.machinery
import importlib.util
import os
import sys

import windows_blocks

FOLDER = os.path.join(os.path.dirname(sys.executable), "VIEWER", "WINDOWS")


class Flat:
    """Finds `package.module` as the file `package.module.pyd`: a folder costs a disc a seek."""

    @staticmethod
    def find_spec(name, path=None, target=None):  # noqa: ANN001, ANN205, ARG004, D102
        file = os.path.join(FOLDER, f"{name}.pyd")
        if path is None or not os.path.isfile(file):
            return None
        loader = importlib.machinery.ExtensionFileLoader(name, file)
        return importlib.util.spec_from_file_location(name, file, loader=loader)


def _run() -> int:
    from viewer.__main__ import main

    try:
        return main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1


def _cannot_be_read(error) -> None:  # noqa: ANN001
    """Say so; with a scratch in the words for that the pages of the disc have to do."""
    try:
        from viewer.boot import unfit

        unfit.tell_error(error)
    except BaseException:
        os.startfile(os.path.join(os.path.dirname(sys.executable), "INDEX.HTM"))  # noqa: S606
    os._exit(4)


def _end(status: int) -> None:
    """End as Python would: an exception out of here would be an error of its start."""
    import atexit
    import threading

    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)


windows_blocks.begin(__spec__.loader)
sys.meta_path.append(Flat)
sys.lightbox_folder = FOLDER
os.add_dll_directory(FOLDER)
os.environ["QT_PLUGIN_PATH"] = os.path.join(FOLDER, "plugins")
if "--multiprocessing-fork" not in sys.orig_argv:
    sys.argv = sys.orig_argv[:]
    try:
        from viewer.boot import start

        start.begin(FOLDER)
    except SystemExit as unfit:
        os._exit(unfit.code)
    except BaseException as error:
        _cannot_be_read(error)
    _end(_run())
