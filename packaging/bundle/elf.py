"""What an ELF file asks for and holds, told by readelf (binutils)."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]")
_FILE = re.compile(r"^File: (.+)$", re.MULTILINE)


def is_elf(path: Path) -> bool:
    """Whether it is a program or library of Linux."""
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def needed(paths: list[Path]) -> dict[Path, list[str]]:
    """The libraries each file names (DT_NEEDED)."""
    if not paths:
        return {}
    told = _run("readelf", "-dW", *map(str, paths), str(paths[0]))  # two or more: names are told
    parts = _FILE.split(told)[1:]
    return {
        Path(name): _NEEDED.findall(text)
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def symbols(path: Path) -> dict[str, tuple[int, int]]:
    """Address and size of what a library defines."""
    found = {}
    for line in _run("readelf", "-W", "--dyn-syms", str(path)).splitlines():
        fields = line.split()
        if len(fields) == 8 and fields[4] == "GLOBAL" and fields[6] != "UND":
            found[fields[7].partition("@")[0]] = (int(fields[1], 16), int(fields[2], 0))
    return found


def asked_symbols(path: Path) -> list[str]:
    """Names a library wants from others."""
    lines = _run("nm", "-D", "--undefined-only", str(path)).splitlines()
    return [line.split()[-1].partition("@")[0] for line in lines]


def least_glibc(folder: Path) -> int:
    """The N of the newest glibc 2.N that something under `folder` asks for."""
    files = [str(path) for path in folder.rglob("*") if path.is_file() and is_elf(path)]
    return max(map(int, re.findall(r"Name: GLIBC_2\.(\d+)", _run("readelf", "-VW", *files))))


def strip(path: Path) -> None:
    """Take away what only a debugger reads."""
    _run("strip", "--strip-unneeded", str(path))


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
