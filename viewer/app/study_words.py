"""What an examination is called in lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN
from viewer.app.wording import modality_name

if TYPE_CHECKING:
    from viewer.app.catalog import CatalogStudy

_STEM = 5  # letters two words share when one is a form of the other
_PHRASE = 24  # characters that need no word before them
_EXAMINATION = re.compile("graph|gramm?$|s[ck]op")


def study_title(study: CatalogStudy) -> str:
    """Say "CT, MR follow-up" or what there is of it; "Examination" where there is nothing."""
    modalities = dict.fromkeys(modality_name(item.series.modality) for item in study.items)
    pictured = [m for m in modalities if m not in {"Report", "Document", "Presentation state"}]
    description = SHOWN.text(study.facts.description.strip())
    codes = {item.series.modality for item in study.items}
    what = [] if _stands_alone(description, {*pictured, *codes}) else pictured or modalities
    return " ".join(filter(None, (", ".join(what), description))) or "Examination"


def _stands_alone(description: str, names: set[str]) -> bool:
    """Whether a study's description says by itself what was done.

    It names one of the modalities or begins a word like one ("Mammography" for "Mammogram"), it
    is the name of an examination (Echocardiography, Koloskopie), or it is a whole phrase.
    """
    words = re.findall(r"\w+", description.casefold())
    stems = [name.casefold()[:_STEM] for name in names if len(name) >= _STEM]
    short = {name.casefold() for name in names}
    return (
        len(description) >= _PHRASE
        or any(name.casefold() in description.casefold() for name in names if len(name) >= _STEM)
        or any(
            word in short or word.startswith(tuple(stems)) or _EXAMINATION.search(word)
            for word in words
        )
    )
