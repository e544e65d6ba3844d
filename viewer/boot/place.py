"""Where a bundled program has its parts; nothing in a checkout or an installed package."""

import os
import sys

MARK = "lightbox_folder"  # set in `sys` by the Windows kit's boot code; PyInstaller has its own


def bundle_folder() -> str:
    """The folder of the program's parts; "" if it is no bundle."""
    return str(getattr(sys, "_MEIPASS", "") or getattr(sys, MARK, ""))


def is_bundled() -> bool:
    """Whether this is the program of a disc or a download, not of a Python."""
    return bool(bundle_folder())


def program_folder(folder: str) -> str:
    """`VIEWER/SYSTEM`, of what `bundle_folder` gives."""
    if os.path.basename(folder) == "_internal":  # noqa: PTH119  PyInstaller's; pathlib takes time
        return os.path.dirname(folder)  # noqa: PTH120
    return folder


def medium_root(folder: str) -> str:
    """What holds that: the root of a disc, or the folder somebody copied one to."""
    return os.path.dirname(os.path.dirname(program_folder(folder)))  # noqa: PTH120
