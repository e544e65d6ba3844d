"""The tables of `resources/deid`: what PS3.15 says of an attribute, and what is kept besides."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from viewer.deid.profile import Option
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

EDITION: Final = "PS3.15 2024e + additions of 2026c"
_COLUMNS: Final = {
    "uids": Option.RETAIN_UIDS,
    "dates": Option.RETAIN_FULL_DATES,
    "shifted": Option.RETAIN_MODIFIED_DATES,
    "descriptors": Option.CLEAN_DESCRIPTORS,
    "structured": Option.CLEAN_STRUCTURED_CONTENT,
    "graphics": Option.CLEAN_GRAPHICS,
    "device": Option.RETAIN_DEVICE_IDENTITY,
    "institution": Option.RETAIN_INSTITUTION,
    "patient": Option.RETAIN_PATIENT_CHARACTERISTICS,
    "private": Option.RETAIN_SAFE_PRIVATE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of Table E.1-1: `basic` is D, Z, X, U or a choice such as X/Z/D (A-001).

    `options` says K (keep) or C (clean) where an option overrides the Basic Profile.
    """

    basic: str
    options: dict[Option, str]


@dataclass(frozen=True, slots=True)
class Keep:
    """An attribute no row names: `kind` is value, name or words, `otherwise` X, Z or D."""

    kind: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class PrivateKeep:
    """One attribute of the safe private list (A-022)."""

    vr: str
    name: str


@cache
def action_rows() -> dict[int, Row]:
    """By tag, without the rows that stand for whole groups (50xx, 60xx, private)."""
    return {
        int(row["tag"], 16): Row(
            row["basic"], {o: row[column] for column, o in _COLUMNS.items() if row[column]}
        )
        for row in _rows("actions.csv")
        if row["tag"] != "odd" and "x" not in row["tag"]
    }


@cache
def keep_rows() -> dict[int, Keep]:
    """By tag."""
    return {int(row["tag"], 16): Keep(row["kind"], row["else"]) for row in _rows("keep.csv")}


@cache
def private_rows() -> dict[tuple[str, int, int], PrivateKeep]:
    """By creator, group and the last two digits of the element."""
    return {
        (row["creator"], int(row["group"], 16), int(row["element"], 16)): PrivateKeep(
            row["vr"], row["name"]
        )
        for row in _rows("private.csv")
    }


@cache
def type_rows() -> dict[int, dict[str, str]]:
    """By tag: kind of object (single, enhanced, document) to Type 1, 2, 3 or ""."""
    kinds = ("single", "enhanced", "document")
    return {int(row["tag"], 16): {kind: row[kind] for kind in kinds} for row in _rows("types.csv")}


@cache
def safe_words() -> frozenset[str]:
    """Words that may stay in a description."""
    text = (resources_folder() / "deid" / "words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = resources_folder() / "deid" / name
    with path.open(encoding="utf-8") as stream:
        yield from csv.DictReader(line for line in stream if not line.startswith("#"))
