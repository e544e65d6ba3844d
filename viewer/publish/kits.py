"""Viewers that go onto a disc: folders to be copied to its root, each for one system.

`SYSTEM/` holds `tree/`, which is copied as it is, `load.lst`, the files in the order they should
have on a disc, and `kit.toml`, which says what a person opens (`packaging/bundle/kit.py`). Beside
it may lie `SYSTEM-packed/`, made from it: the archive in there is what the splash offers to copy to
the computer first (docs/packaging.md).
"""

from __future__ import annotations

import filecmp
import os
import re
import sys
import tomllib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Final

from viewer.boot import load_list
from viewer.boot.copied import medium_of
from viewer.publish.contents import System, ViewerKit
from viewer.publish.errors import PublishError
from viewer.publish.profiles import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMAT: Final = 1
_ABOUT: Final = "kit.toml"
_ORDER: Final = "load.lst"
_TREE: Final = "tree"
_PLACES: Final = "LIGHTBOX_KITS"  # environment: a folder of kits
# What a disc has in its root beside a viewer.
_TAKEN: Final = frozenset(
    {"DICOMDIR", "DICOM", "IHE_PDI", "README.TXT", "INDEX.HTM", "AUTORUN.INF", "REPORTS"}
)
_SYSTEMS: Final = {"windows": System.WINDOWS, "macos": System.MACOS, "linux": System.LINUX}
_VIEWER: Final = "VIEWER"
_PACKED, _ARCHIVE = "-packed", ".PAK"
# On a Mac the viewer is one file.
_MACOS_STARTS: Final = ("START-MAC.DMG", "START-MAC-INTEL.DMG")
_ICON: Final = "LIGHTBOX.ICO"  # that of the start file is Python's, where its signature is to stay
_NAME: Final = re.compile(r"[^/\\:\x00-\x1f]+(/[^/\\:\x00-\x1f]+)*")


@dataclass(frozen=True, slots=True)
class Kit:
    """One viewer; `files` are paths from the root of the disc in load order."""

    system: System
    tree: Path
    start: str
    files: tuple[str, ...]
    length: int  # bytes on a disc
    hidden: frozenset[str] = frozenset()  # files in the root that a person need not see
    packed: Kit | None = None  # the archive a faster start is made from, where there is room for it

    @property
    def is_packed(self) -> bool:
        """Whether it can be copied to a computer first."""
        return any(name.endswith(_ARCHIVE) for name in self.files)

    @property
    def described(self) -> ViewerKit:
        """What pages and README say of it."""
        icons = [name for name in self.files if name.endswith(f"/{_ICON}")]
        return ViewerKit(self.system, (self.start,), tuple(icons[0].split("/")) if icons else ())


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of a viewer are on a medium: patterns in the root, and in its folder."""

    start: str  # what a person opens
    beside: tuple[str, ...]  # and what else is in the root
    first: tuple[str, ...]  # of the folder, in the order in which they are read
    listed: str  # what is read after that


_LAYOUTS: Final = {
    "windows": _Layout(
        "START.EXE", ("START._pth", "*.dll", "*.DLL"), ("app.zip", "load.lst"), "load.lst"
    ),
    "linux": _Layout(
        "START-LINUX.sh",
        (),
        ("lightbox", "_internal/libpython*", "_internal/base_library.zip", "_internal/load.lst"),
        "_internal/load.lst",
    ),
}


def room_for(kits: Sequence[Kit]) -> int:
    """Bytes of all of them on a disc, where files that they share are stored once."""
    lengths = {name: _length(kit.tree, (name,)) for kit in kits for name in kit.files}
    return sum(lengths.values())


def archives_of(kits: Sequence[Kit]) -> tuple[Kit, ...]:
    """What may go along with `kits`, and is not among them already."""
    there = {name for kit in kits for name in kit.files}
    return tuple(kit.packed for kit in kits if kit.packed and not there & set(kit.packed.files))


def find_kit(name: str, places: Sequence[Path] = ()) -> Kit:
    """A kit by its folder, or by its system in one of the places where kits are.

    Raises PublishError if there is none, or what is there is no kit.
    """
    named = Path(name)
    folders = [named] if named.is_absolute() or len(named.parts) > 1 else []
    folders += [place / name for place in (*places, *_own_places())]
    for folder in folders:
        if (folder / _ABOUT).is_file():
            return load_kit(folder)
    raise PublishError(f"there is no viewer kit named {name!r}; see docs/publishing.md")


def _own_places() -> list[Path]:
    stated = os.environ.get(_PLACES)
    here = Path(__file__).resolve().parents[2] / "build" / "kits"
    return [*([Path(stated)] if stated else []), here]


def kits_at_hand(program: Path | None = None) -> tuple[Kit, ...]:
    """Those that were built here, else those of the medium the program itself runs from.

    What runs already may be handed on; a viewer on a stranger's disc may not. `program` is the
    running executable.
    """
    built = []
    for name in _SYSTEMS:
        with suppress(PublishError):
            built.append(find_kit(name))
    if built:
        return tuple(built)
    place = (program or Path(sys.executable)).resolve()
    roots = [root for root in (place.parent, *place.parents[2:3]) if (root / _VIEWER).is_dir()]
    if not roots:
        return ()
    return kits_on(Path(medium_of(str(roots[0])) or roots[0]))  # a copy has the program only


def kits_on(root: Path) -> tuple[Kit, ...]:
    """The kits in the root of a medium, which has them without their descriptions."""
    return tuple(_carried(root))


def _carried(root: Path) -> Iterator[Kit]:
    for system, layout in _LAYOUTS.items():
        start, place = layout.start, root / _VIEWER / system.upper()
        if not (root / start).is_file() or not (place / layout.listed).is_file():
            continue
        tops = _found(root, layout.beside)
        every = sorted(p.relative_to(root).as_posix() for p in place.rglob("*") if p.is_file())
        first = [f"{_VIEWER}/{system.upper()}/{name}" for name in _found(place, layout.first)]
        listed = [name for name in _listed(place / layout.listed, root) if name in set(every)]
        files = tuple(dict.fromkeys([start, *tops, *first, *listed, *every]))
        kit = Kit(_SYSTEMS[system], root, start, files, _length(root, files), frozenset(tops))
        yield replace(kit, packed=_archive(kit, root))
    for start in _MACOS_STARTS:
        if (root / start).is_file():
            yield Kit(System.MACOS, root, start, (start,), _length(root, (start,)))


def _found(folder: Path, patterns: Sequence[str]) -> list[str]:
    paths = (path for pattern in patterns for path in sorted(folder.glob(pattern)))
    return [path.relative_to(folder).as_posix() for path in paths if path.is_file()]


def _listed(file: Path, root: Path) -> Iterator[str]:
    """What a load list names, by the place under `root`."""
    base = file.parent.relative_to(root).as_posix()
    for part in load_list.read(str(file)):
        if part.group != load_list.MODULE:
            yield normpath(f"{base}/{part.path}")


def load_kit(folder: Path) -> Kit:
    """Read what a kit says about itself and look whether it is all there.

    Raises PublishError.
    """
    try:
        about = tomllib.loads((folder / _ABOUT).read_text("utf-8"))
        listed = (folder / _ORDER).read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise PublishError(f"the viewer kit {folder.name!r} cannot be read") from error
    system = _SYSTEMS.get(
        str(about.get("system")).partition("-")[0]
    )  # "linux-packed", "macos-intel"
    start = str(about.get("start", ""))
    if about.get("format") != _FORMAT or system is None:
        raise PublishError(
            f"the viewer kit {folder.name!r} is of a kind this program does not know"
        )
    tree = folder / _TREE
    files = _files(tree, listed)
    if start not in files:
        raise PublishError(f"the viewer kit {folder.name!r} has nothing to start")
    if any(name.split("/")[0].upper() in _TAKEN for name in files):
        raise PublishError(f"the viewer kit {folder.name!r} uses a name that discs need themselves")
    listed = about.get("hidden", [])
    hidden = frozenset(map(str, listed if isinstance(listed, list) else [])) & set(files)
    kit = Kit(system, tree, start, files, _length(tree, files), hidden - {start})
    twin = folder.with_name(f"{folder.name}{_PACKED}") / _TREE
    return replace(kit, packed=_archive(kit, twin) if _are_of_one_build(tree, twin) else None)


def _archive(kit: Kit, root: Path) -> Kit | None:
    """That of the kit, if it is below `root`."""
    name = f"{_VIEWER}/{kit.system.upper()}{_ARCHIVE}"
    if name in kit.files or not (root / name).is_file():
        return None
    return Kit(kit.system, root, kit.start, (name,), _length(root, (name,)))


def _are_of_one_build(tree: Path, twin: Path) -> bool:
    """Whether all that two kits share is the same: the archive of another build is no use."""
    names = [path.relative_to(twin) for path in twin.rglob("*") if path.is_file()]
    shared = [name for name in names if (tree / name).is_file()]
    try:
        same = all(filecmp.cmp(twin / name, tree / name, shallow=False) for name in shared)
    except OSError:
        return False
    return same and bool(shared)


def _length(root: Path, files: Sequence[str]) -> int:
    """Bytes on a disc, in whole blocks."""
    return sum(-(-(root / name).stat().st_size // BLOCK) * BLOCK for name in files)


def _files(tree: Path, listed: Sequence[str]) -> tuple[str, ...]:
    """All files below `tree`: those listed in their order, then the others by name."""
    found = sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file())
    there = set(found)
    first = [name for name in listed if name in there and _NAME.fullmatch(name)]
    return tuple(dict.fromkeys([*first, *found]))
