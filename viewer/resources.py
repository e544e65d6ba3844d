"""Finds the files of `resources/` in a checkout, an installed wheel or a frozen bundle."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BUNDLED = "resources.zip"  # on a disc a hundred small files would be as many seeks


@cache
def resources_folder() -> Traversable:
    """The folder that holds `icons/`, `presets.toml` and the other resources."""
    package = Path(__file__).resolve().parent
    frozen_root = getattr(sys, "_MEIPASS", None)
    if frozen_root and (Path(frozen_root) / BUNDLED).is_file():
        import zipfile  # noqa: PLC0415  frozen only

        return cast("Traversable", zipfile.Path(Path(frozen_root) / BUNDLED))
    for folder in (package / "_resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the resources folder is missing from this installation")
