"""What a Windows library asks for, told by objdump (binutils)."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

_FIXED_INFO = (0xFEEF04BD).to_bytes(4, "little")
_SETS = ("api-ms-win-crt-", "api-ms-win-core-", "api-ms-win-shcore-")  # of Windows 10
_HEADER_AT = 0x3C
_CERTIFICATES = 24 + 112 + 4 * 8  # from the header on, in a file for 64 bits
_DLL = re.compile(r"DLL Name: (\S+)")


def needed(path: Path) -> list[str]:
    """The libraries it names."""
    return _DLL.findall(_told(path))


def asked_of(path: Path, prefix: str) -> list[str]:
    """Names it wants of the library whose own name begins like that."""
    for part in _told(path).split("DLL Name: ")[1:]:
        if part.startswith(prefix):
            lines = part.partition("\n\n")[0].splitlines()[1:]
            return [line.split()[-1] for line in lines if line.strip() and line[1:2].isalnum()]
    return []


def version(path: Path) -> tuple[int, ...]:
    """The version of the file, as its resource says it (VS_FIXEDFILEINFO)."""
    data = path.read_bytes()
    at = data.index(_FIXED_INFO) + 8
    high, low = struct.unpack_from("<II", data, at)
    return high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF


def is_signed(path: Path) -> bool:
    """Whether a signature is attached (the table of certificates, PE/COFF 3.4.3)."""
    data = path.read_bytes()
    (header,) = struct.unpack_from("<I", data, _HEADER_AT)
    (size,) = struct.unpack_from("<I", data, header + _CERTIFICATES + 4)
    return bool(size)


def rename_needed(path: Path, old: str, new: str) -> None:
    """Have an unsigned library ask for another one, whose name is not longer."""
    data = path.read_bytes()
    if is_signed(path):
        raise RuntimeError(f"{path.name} is signed: it stays as it is")
    name = old.encode() + b"\0"
    if old in needed(path) and data.count(name) == 1 and len(new) <= len(old):
        path.write_bytes(data.replace(name, new.encode().ljust(len(name), b"\0")))
    if new not in needed(path):
        raise RuntimeError(f"{path.name} does not ask for {old} as it did")


def closure(roots: list[Path], folders: list[Path]) -> list[Path]:
    """Libraries in `folders` that `roots` and their libraries need; Windows has the others."""
    known = {path.name.lower(): path for folder in folders for path in folder.glob("*.dll")}
    reached, found = list(roots), {}
    while reached:
        for name in needed(reached.pop()):
            path = known.get(name.lower())
            if path is not None and path.name.lower() not in found:
                found[path.name.lower()] = path
                reached.append(path)
    return list(found.values())


def lacking(tree: Path, of_the_system: set[str]) -> list[str]:
    """What libraries in the tree ask for and neither is there nor every Windows has."""
    files = [p for p in tree.rglob("*") if p.suffix.lower() in {".dll", ".exe", ".pyd"}]
    there = {path.name.lower() for path in files}
    return [
        f"{path.relative_to(tree).as_posix()} asks for {name}"
        for path in sorted(files)
        for name in needed(path)
        if name.lower() not in there | of_the_system and not name.lower().startswith(_SETS)
    ]


def _told(path: Path) -> str:
    return subprocess.run(
        ["objdump", "-p", str(path)], check=True, capture_output=True, text=True, errors="replace"
    ).stdout
