"""Finds the files of `resources/` in a checkout, an installed wheel or a frozen bundle."""

import sys
from functools import cache
from pathlib import Path


@cache
def resources_folder() -> Path:
    """The folder that holds `icons/`, `presets.toml` and the other resources."""
    package = Path(__file__).resolve().parent
    candidates = [package / "_resources", package.parent / "resources"]
    frozen_root = getattr(sys, "_MEIPASS", None)
    if frozen_root:
        candidates.insert(0, Path(frozen_root) / "resources")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the resources folder is missing from this installation")
