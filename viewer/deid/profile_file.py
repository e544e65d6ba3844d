"""Writes the options of a profile as a file that `load_profile` reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from viewer.deid.profile import Option

if TYPE_CHECKING:
    from viewer.deid.profile import Profile


def profile_text(profile: Profile) -> str:
    """TOML with the choice alone: names, numbers and words of people are in no such file."""
    lines = [
        'base = "public"',
        f"title = {_quoted(profile.title)}",
        f"pseudonym = {_quoted(profile.pseudonym)}",
        "",
        "[options]",
    ]
    lines += [f"{o.name.lower()} = {str(o in profile.options).lower()}" for o in Option]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A basic string: what JSON escapes TOML escapes alike, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
