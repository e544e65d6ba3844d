"""Writes docs/licences.md: every library that ships, and under which licence.

    python packaging/licences.py            write the page
    python packaging/licences.py --check    exit status 1 if it does not say what is true

Names and versions come from requirements.lock, licences from what is installed. What the wheels
bundle is written down here: their metadata does not tell.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = CHECKOUT / "requirements.lock"
PAGE = CHECKOUT / "docs" / "licences.md"

# Distribution -> what for, and native libraries in its wheels with their licences.
PARTS = {
    "editables": ("installing from a checkout", ""),
    "hatchling": ("building the wheel", ""),
    "imagecodecs": (
        "JPEG, JPEG-LS, JPEG 2000, HTJ2K, JPEG XL, RLE, ICC",
        (
            "libjpeg-turbo (IJG, BSD-3), CharLS (BSD-3), OpenJPEG (BSD-2), OpenJPH (BSD-2), "
            "libjxl (BSD-3), Little CMS (MIT); not used: libdeflate (MIT), thirty more codecs, "
            "BSD, MIT, zlib or Apache-2.0; libgomp (GPL-3 with the GCC runtime exception)"
        ),
    ),
    "numpy": (
        "arrays",
        (
            "OpenBLAS (BSD-3), libgfortran and libquadmath (GPL-3 with the GCC runtime exception, "
            "LGPL-2.1)"
        ),
    ),
    "opencv-python-headless": (
        "video, only with the extra `video`",
        (
            "FFmpeg (LGPL-2.1), libvpx (BSD-3), libaom and libavif (BSD-2), OpenSSL (not reached: "
            "no protocol is allowed), libgfortran and libquadmath as above"
        ),
    ),
    "packaging": ("building the wheel", ""),
    "pathspec": ("building the wheel", ""),
    "pillow": (
        "reduced JPEG 2000 on Python 3.11",
        (
            "OpenJPEG (BSD-2); not used: libjpeg-turbo, FreeType (FTL), HarfBuzz (MIT), libtiff, "
            "libwebp, libavif and others, all permissive"
        ),
    ),
    "pluggy": ("building the wheel", ""),
    "psutil": ("memory and processes", ""),
    "pycdlib": ("writing ISO images of discs", ""),
    "pycryptodomex": ("AES for pyzipper", "AES, CTR, SHA-1 and others of its own (BSD-2)"),
    "pydicom": ("writing the demo disc; data dictionary", ""),
    "pyzipper": ("ZIP archives encrypted with AES-256", ""),
    "pylibjpeg": ("needed by pylibjpeg-openjpeg", ""),
    "pylibjpeg-openjpeg": ("second decoder for JPEG 2000", "OpenJPEG (BSD-2)"),
    "pypdfium2": (
        "pages of PDF",
        (
            "PDFium (BSD-3, Apache-2.0) without JavaScript and XFA; FreeType, Little CMS, "
            "OpenJPEG, libjpeg-turbo, Abseil, AGG 2.3 (permissive)"
        ),
    ),
    "pyside6-essentials": (
        "the window",
        "Qt 6 (LGPL-3): Core, Gui, Widgets and what they need, linked dynamically",
    ),
    "xxhash": ("digests of files written to a disc", "xxHash (BSD-2)"),
    "shiboken6": ("binds Qt to Python", ""),
    "tomlkit": ("building the wheel", ""),
    "trove-classifiers": ("building the wheel", ""),
}
# Where the owners leave the choice, what Lightbox takes.
CHOSEN = {
    "pyside6-essentials": "LGPL-3.0-only (of: LGPL-3.0, GPL-2.0, GPL-3.0)",
    "shiboken6": "LGPL-3.0-only (of: LGPL-3.0, GPL-2.0, GPL-3.0)",
}
HEAD = """# Licences

Lightbox itself is under the [MIT licence](../LICENSE). This page lists every library it is
installed with, made by `python packaging/licences.py` from `requirements.lock` and the
packages' own metadata; a test compares it. No library is under the GPL alone: `av` and
`pylibjpeg-libjpeg` are left out for that reason. Qt is used under the LGPL-3: it is linked
dynamically and may be replaced by putting another PySide6 into the environment.

| library | version | licence | what for | native code in its wheels |
|---|---|---|---|---|
"""


def locked() -> dict[str, list[str]]:
    """Name -> versions, for all Pythons and systems, of the lock file."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", LOCK.read_text(), re.MULTILINE):
        found.setdefault(name, []).append(version)
    return found


def stated(name: str) -> str:
    """The licence by a package's own metadata, "" if it is not installed here."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    one_line = (about.get("License") or "").strip()
    return about.get("License-Expression") or one_line or ", ".join(classifiers)


def page(before: str) -> str:
    """The whole page; a package that is not installed here keeps the licence of `before`."""
    old = dict(re.findall(r"^\| ([\w.-]+) \| [^|]* \| ([^|]*) \|", before, re.MULTILINE))
    rows = []
    for name, versions in locked().items():
        # Another Python has another version installed; what was written once stays.
        kept = old.get(name, "") if len(versions) > 1 else ""
        licence = CHOSEN.get(name) or kept or stated(name) or old.get(name, "")
        purpose, native = PARTS[name]
        rows.append(f"| {name} | {', '.join(versions)} | {licence} | {purpose} | {native} |")
    return HEAD + "\n".join(rows) + "\n"


def main(arguments: list[str]) -> int:
    """Write or compare."""
    before = PAGE.read_text() if PAGE.exists() else ""
    now = page(before)
    if arguments == ["--check"]:
        print("docs/licences.md is true" if now == before else "run packaging/licences.py")
        return int(now != before)
    PAGE.write_text(now)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
