"""Small libraries of our own in the place of large ones, under their names.

`small_blas.c` for the OpenBLAS of NumPy's wheel, `no_icu.c` for the ICU of Qt's. Where there is no
compiler, or a new version asks for something that is not in them, the large ones stay, or the build
ends: never a library that lacks a function.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import elf

HERE = Path(__file__).parent
_ICU = re.compile(r"_(\d+)$")


def replace_blas(libraries: Path, asking: Path) -> None:
    """OpenBLAS and what it needs: 28 MB."""
    (old,) = libraries.glob("libscipy_openblas64_*.so")
    wanted = {name for name in elf.asked_symbols(asking) if name.startswith("scipy_cblas_")}
    _replace(old, "small_blas.c", wanted, ("-O3", "-lm"))


def replace_icu(libraries: Path, asking: Path) -> None:
    """ICU's code and data: 39 MB, three libraries."""
    wanted = {name for name in elf.asked_symbols(asking) if _ICU.search(name)}
    versions = {match.group(1) for name in wanted if (match := _ICU.search(name))}
    if len(versions) == 1:
        (version,) = versions
        for old in libraries.glob("libicu*.so*"):
            _replace(old, "no_icu.c", wanted, ("-O2", f"-DICU={version}"))


def _replace(old: Path, source: str, wanted: set[str], flags: tuple[str, ...]) -> None:
    """Compile; raises RuntimeError if something is asked for that is not there."""
    made = old.with_suffix(".new")
    command = [
        "gcc", "-fvisibility=hidden", "-shared", "-fPIC", "-Wl,--build-id=none", "-s",
        f"-Wl,-soname,{old.name}", "-o", str(made), str(HERE / source), *flags,
    ]  # fmt: skip
    subprocess.run(command, check=True)
    lacking = wanted - set(elf.symbols(made))
    if lacking:
        raise RuntimeError(f"{source} lacks {sorted(lacking)}")
    made.replace(old)
