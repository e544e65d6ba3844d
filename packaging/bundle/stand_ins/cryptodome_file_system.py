"""In place of Cryptodome.Util._file_system: its libraries lie flat beside all others."""

from __future__ import annotations

import os
import sys


def pycryptodome_filename(dir_comps: list[str], filename: str) -> str:
    """The library of a module, under the module's whole name."""
    stem = filename.partition(".")[0]
    return os.path.join(sys.lightbox_folder, ".".join([*dir_comps, stem]) + ".pyd")  # noqa: PTH118
