"""The short modules in the place of long ones (`stand_ins/`, parts.toml)."""

from __future__ import annotations

import runpy
from pathlib import Path

import unicode_tables

FOLDER = Path(__file__).parent / "stand_ins"
_MEANINGS = '"@MEANINGS@"'


def source(file: str, site: Path) -> str:
    """The text of one; what it takes from the original is taken from the packages in `site`."""
    text = unicode_tables.filled((FOLDER / file).read_text(encoding="utf-8"))
    return text.replace(_MEANINGS, repr(_meanings(site))) if _MEANINGS in text else text


def _meanings(site: Path) -> str:
    """What the codes of PS3.16 mean, a line each, without regard to case."""
    tables = runpy.run_path(str(site / "pydicom" / "sr" / "_concepts_dict.py"))
    return "\n".join(
        sorted(
            {
                meaning.casefold()
                for scheme in tables["concepts"].values()
                for named in scheme.values()
                for meaning, _ in named.values()
            }
        )
    )
