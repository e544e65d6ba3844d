"""Where a bundled program has its parts; nothing in a checkout or an installed package."""

import sys

MARK = "lightbox_folder"  # set in `sys` by the Windows kit's boot code; PyInstaller has its own


def bundle_folder() -> str:
    """The folder of the program's parts; "" if it is no bundle."""
    return str(getattr(sys, "_MEIPASS", "") or getattr(sys, MARK, ""))


def is_bundled() -> bool:
    """Whether this is the program of a disc or a download, not of a Python."""
    return bool(bundle_folder())
