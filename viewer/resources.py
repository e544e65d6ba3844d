"""Finds the files of `resources/` in a checkout, an installed wheel or a frozen bundle."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from viewer.boot.place import bundle_folder, is_bundled

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

BUNDLED = "resources.zip"  # on a disc a hundred small files would be as many seeks


@cache
def resources_folder() -> Traversable:
    """The folder that holds `icons/`, `presets.toml` and the other resources."""
    package = Path(__file__).resolve().parent
    if is_bundled():
        import zipfile  # noqa: PLC0415  bundled only

        return cast("Traversable", zipfile.Path(Path(bundle_folder()) / BUNDLED))
    for folder in (package / "_resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the resources folder is missing from this installation")
