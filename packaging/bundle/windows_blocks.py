"""Loads modules from blocks of many, which pack to half of what each for itself would.

`app.zip` holds as modules what Python needs before it gets here, everything else in blocks (xz)
that `windows_modules.py` made in the order of a start, and a table of them.
"""
# ruff: noqa: PTH118  boot code: without pathlib

import functools
import importlib.machinery
import importlib.util
import marshal
import os
import sys

TABLE = "modules"
XZ = b"\xfd7zXZ\0"  # how a packed block begins
_BLOCKS_KEPT = 3  # unpacked, two megabytes each; a start goes from one to the next


class Blocks:
    """Finds and loads a module of the table: block, first byte, bytes, whether it is a package."""

    def __init__(self, archive) -> None:  # noqa: ANN001  a zipimporter
        self._archive = archive
        self._table = marshal.loads(archive.get_data(TABLE))  # noqa: S302  our own
        self.block = functools.lru_cache(_BLOCKS_KEPT)(self._unpacked)

    def find_spec(self, name, path=None, target=None):  # noqa: ANN001, ANN201, ARG002
        """A module of the table, as if it lay in the archive."""
        entry = self._table.get(name)
        if entry is None:
            return None
        is_package = entry[3]
        place = os.path.join(self._archive.archive, *name.split("."))
        file = os.path.join(place, "__init__.pyc") if is_package else place + ".pyc"
        spec = importlib.util.spec_from_file_location(
            name, file, loader=self, submodule_search_locations=[place] if is_package else None
        )
        spec.cached = None
        return spec

    def create_module(self, spec) -> None:  # noqa: ANN001
        """A plain one."""

    def exec_module(self, module) -> None:  # noqa: ANN001
        """Run it."""
        exec(self.get_code(module.__name__), module.__dict__)  # noqa: S102  what loaders do

    def get_code(self, name):  # noqa: ANN001, ANN201
        """Its code."""
        block, start, size, _ = self._table[name]
        return marshal.loads(memoryview(self.block(block))[start : start + size])  # noqa: S302

    def get_source(self, name) -> None:  # noqa: ANN001
        """None is on the disc."""

    def is_package(self, name) -> bool:  # noqa: ANN001
        """Whether it has modules of its own."""
        return self._table[name][3]

    def folder(self, path):  # noqa: ANN001, ANN201
        """For `pkgutil`: what is in a package (a hook of `sys.path_hooks`)."""
        prefix = self._archive.archive + os.sep
        if not path.startswith(prefix):
            raise ImportError(path)
        return Package(self, path.removeprefix(prefix).replace(os.sep, "."))

    def within(self, package):  # noqa: ANN001, ANN201
        """Names of modules of a package, and whether each is one itself."""
        inside = package + "."
        for name, entry in self._table.items():
            if name.startswith(inside) and "." not in name.removeprefix(inside):
                yield name.removeprefix(inside), entry[3]

    def _unpacked(self, number):  # noqa: ANN001, ANN202
        data = self._archive.get_data(str(number))
        if not data.startswith(XZ):  # in a copy on the computer (packed.py)
            return data
        from _lzma import LZMADecompressor  # noqa: PLC0415  from beside the archive

        return LZMADecompressor().decompress(data)


class Package:
    """One package of the table, by its place in the archive."""

    def __init__(self, blocks, name) -> None:  # noqa: ANN001
        self._blocks = blocks
        self._name = name

    def find_spec(self, name, target=None):  # noqa: ANN001, ANN201, ARG002
        """A module in it."""
        return self._blocks.find_spec(name)

    def iter_modules(self, prefix=""):  # noqa: ANN001, ANN201
        """Names for `pkgutil.iter_modules`."""
        for name, is_package in self._blocks.within(self._name):
            yield prefix + name, is_package


def begin(archive) -> None:  # noqa: ANN001
    """Load from the blocks from now on; before Python looks in folders."""
    blocks = Blocks(archive)
    sys.meta_path.insert(_before_folders(), blocks)
    sys.path_hooks.insert(0, blocks.folder)


def _before_folders() -> int:
    finders = sys.meta_path
    return finders.index(importlib.machinery.PathFinder)
