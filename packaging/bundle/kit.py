"""A kit: what `lightbox publish --viewer` copies to the root of a medium.

`build/kits/SYSTEM/` holds `tree/`, which goes to the medium's root as it is; `load.lst`, all its
files in the order they should have on a disc; and `kit.toml`:

    format = 1
    system = "linux"                # or "windows", "macos"
    version = "0.1.0"
    start = "START-LINUX.sh"        # what a person opens, in the root
    hidden = []                     # names in the root a person need not see
    bytes = 108000000
    files = 152
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import elf

HERE = Path(__file__).parent
FORMAT = 1
ICON = "LIGHTBOX.ICO"  # for the disc in the Explorer (`viewer.publish.kits`)


def assemble(folder: Path, system: str, checkout: Path, base_bytes: int = 0) -> Path:
    """Lay out a frozen folder as a kit; returns its tree.

    `base_bytes`: how much of `base_library.zip` is read at once.
    """
    top = checkout / "build" / "kits" / system
    shutil.rmtree(top, ignore_errors=True)
    tree = top / "tree"
    place = tree / "VIEWER" / system.upper()
    place.parent.mkdir(parents=True)
    shutil.copytree(folder, place)
    licences(place, checkout)
    start = f"START-{system.upper()}.sh"
    text = (HERE / "start-linux.sh").read_text()
    for mark, value in (("@GLIBC@", elf.least_glibc(place)), ("@BASE@", base_bytes)):
        text = text.replace(mark, str(value))
    (tree / start).write_text(text)
    (tree / start).chmod(0o755)
    order = [f"VIEWER/{system.upper()}/{name}" for name in _load_list(place)]
    describe(top, system, start, [start, *order])
    return tree


def describe(
    top: Path, system: str, start: str, order: list[str], hidden: tuple[str, ...] = ()
) -> None:
    """Write `kit.toml` and the order of files for a tree that is complete."""
    tree = top / "tree"
    files = sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file())
    first = [name for name in dict.fromkeys(order) if name in set(files)]
    ordered = first + [name for name in files if name not in set(first)]
    (top / "load.lst").write_text("\n".join(ordered) + "\n")
    size = sum((tree / name).stat().st_size for name in files)
    names = ", ".join(f'"{name}"' for name in hidden)
    (top / "kit.toml").write_text(
        f'format = {FORMAT}\nsystem = "{system}"\nversion = "{version(HERE.parents[1])}"\n'
        f'start = "{start}"\nhidden = [{names}]\nbytes = {size}\nfiles = {len(files)}\n'
    )
    print(f"{top}: {size / 1e6:.1f} MB, {len(files)} files")


def version(checkout: Path) -> str:
    """The version of the program."""
    text = (checkout / "viewer" / "__init__.py").read_text()
    found = re.search(r'__version__ = "([^"]+)"', text)
    return found.group(1) if found else "0"


def licences(place: Path, checkout: Path) -> None:
    """Whose work is in the bundle; Qt's libraries stay files that anybody may replace (LGPL)."""
    shutil.copy(checkout / "docs" / "licences.md", place / "LICENSES.TXT")
    shutil.copy(checkout / "LICENSE", place / "LICENSE.TXT")


def _load_list(place: Path) -> list[str]:
    """Files of the load list by their place under the program's folder."""
    names = [
        "lightbox",
        "_internal/libpython3.11.so.1.0",
        "_internal/base_library.zip",
        "_internal/load.lst",
    ]
    for line in (place / "_internal" / "load.lst").read_text().splitlines():
        name = line.split(" ", 3)[3]
        names.append(name.removeprefix("../") if name.startswith("../") else f"_internal/{name}")
    return names
