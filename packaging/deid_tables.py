"""Writes resources/deid/actions.csv and keep.csv, what de-identification does with which attribute.

python packaging/deid_tables.py PS315_FOLDER            write both tables
python packaging/deid_tables.py PS315_FOLDER --check    exit status 1 if they are not what it makes

PS315_FOLDER holds PS3.15 Table E.1-1 as data: edition 2024e with its option columns
(innolitics/dicom-standard) and the rows that edition 2026c added (KitwareMedical/dicom-anonymizer).
Only facts are taken: tag, name, action, option. The keep table is made by rule from the data
dictionary (PS3.6, as pydicom has it) and the lists of text attributes in `deid_keep`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

from deid_keep import kept
from pydicom.datadict import dictionary_description

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / "resources" / "deid"
SOURCE = "confidentiality_profile_attributes_2024e.json"
ADDED = "added_by_2026c.csv"
OPTIONS = {
    "uids": "rtnUIDsOpt",
    "dates": "rtnLongFullDatesOpt",
    "shifted": "rtnLongModifDatesOpt",
    "descriptors": "cleanDescOpt",
    "structured": "cleanStructContOpt",
    "graphics": "cleanGraphOpt",
    "device": "rtnDevIdOpt",
    "institution": "rtnInstIdOpt",
    "patient": "rtnPatCharsOpt",
    "private": "rtnSafePrivOpt",
}
ACTIONS_HEAD = """\
# What PS3.15 Annex E does with each attribute. Made by packaging/deid_tables.py; do not edit.
# Edition: PS3.15 2024e Table E.1-1, and the attributes 2026c has beyond it
# Source: innolitics/dicom-standard (MIT), KitwareMedical/dicom-anonymizer (BSD-3); facts only
"""
KEEP_HEAD = """\
# Attributes that Table E.1-1 does not name and that are kept. Made by packaging/deid_tables.py.
# value: numbers, codes and sequences; name: technical text, kept unless it holds identity;
# words: free text, kept word by word by the option Clean Descriptors, else done with as `else` says
# Source: data dictionary of PS3.6 as in pydicom (MIT); facts only
"""


def actions(folder: Path) -> str:
    """The rows of both editions, ordered by tag."""
    rows: dict[str, list[str]] = {}
    for row in json.loads((folder / SOURCE).read_text()):
        tag = _tag(row["tag"])
        options = [row.get(column, "") for column in OPTIONS.values()]
        rows[tag] = [tag, row["name"], row["basicProfile"], *options, "2024e"]
    with (folder / ADDED).open() as stream:
        for row in csv.DictReader(stream):
            tag = _tag(row["tag"])
            if tag not in rows:
                name = _name(tag)
                rows[tag] = [tag, name, row["basic_profile"], *[""] * len(OPTIONS), "2026c"]
    head = ["tag", "name", "basic", *OPTIONS, "edition"]
    return ACTIONS_HEAD + _table([head, *(rows[tag] for tag in sorted(rows))])


def keep(action_table: str) -> str:
    """What no row covers and does no harm."""
    lines = [line for line in action_table.splitlines() if not line.startswith("#")]
    covered = {row["tag"] for row in csv.DictReader(lines)}
    rows = [row for row in kept() if row[0] not in covered]
    return KEEP_HEAD + _table([["tag", "keyword", "kind", "else"], *rows])


def _tag(text: str) -> str:
    """`GGGGEEEE` in capitals with x for any digit; `odd` for all private attributes."""
    if "odd" in text.lower():
        return "odd"
    return text.strip("()").replace(",", "").upper().replace("X", "x")


def _name(tag: str) -> str:
    try:
        return dictionary_description(int(tag, 16))
    except KeyError:  # newer than the dictionary
        return ""


def _table(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Write or compare."""
    folder, *rest = arguments
    made = {"actions.csv": actions(Path(folder))}
    made["keep.csv"] = keep(made["actions.csv"])
    if rest == ["--check"]:
        wrong = [name for name, text in made.items() if (FOLDER / name).read_text() != text]
        print(f"run packaging/deid_tables.py: {wrong}" if wrong else "the tables are true")
        return int(bool(wrong))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
