"""Which objects can be made anonymous at all, and which are left out (A-031 to A-035)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom._uid_dict import UID_dictionary

from viewer.deid import piece
from viewer.deid.errors import ExcludedError
from viewer.deid.profile import Option
from viewer.media.directory_keys import why_no_storage
from viewer.media.transfer_syntax import VIDEO

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from viewer.deid.profile import Profile

# Part of the name of a SOP class -> why its objects are left out.
_NOT_OFFERED: Final = (
    ("Encapsulated", "a document inside a file cannot be cleaned"),
    ("Raw Data", "raw data only its manufacturer understands"),
    ("Audio Waveform", "speech"),
    ("Video", "film may hold speech and text"),
    ("RT Plan", "treatment plans and records"),
    ("RT Ion Plan", "treatment plans and records"),
    ("Treatment Record", "treatment plans and records"),
    ("RT Physician Intent", "treatment plans and records"),
    ("RT Treatment Preparation", "treatment plans and records"),
    ("Inventory", "lists of an archive"),
    ("Basic Voice", "speech"),
    ("Procedure Log", "logs of people's work"),
    ("Real-Time", "film may hold speech and text"),
)
_KEY_OBJECTS: Final = "1.2.840.10008.5.1.4.1.1.88.59"
_DIRECTORY: Final = "1.2.840.10008.1.3.10"
_SLIDE_LABELS: Final = frozenset({"LABEL", "OVERVIEW"})


def sop_class_name(uid: str) -> str:
    """The name of a SOP class, "" if it is not one of the standard's."""
    entry = UID_dictionary.get(uid)
    return entry[0] if entry is not None and entry[1] == "SOP Class" else ""


def refuse(ds: Dataset, syntax: str, profile: Profile) -> None:
    """Raise ExcludedError for an object that is not offered."""
    uid = _one(ds, "SOPClassUID")
    name = sop_class_name(uid)
    if uid == _DIRECTORY or "DirectoryRecordSequence" in ds:
        raise ExcludedError("directory", "a directory is made anew, never copied")
    if "Storage" not in name:
        raise ExcludedError("unknown kind", why_no_storage(uid))
    for part, why in _NOT_OFFERED:
        if part in name:
            raise ExcludedError("kind", why)
    if syntax in VIDEO:
        raise ExcludedError("kind", "film may hold speech and text")
    if "EncapsulatedDocument" in ds:
        raise ExcludedError("kind", "a document inside a file cannot be cleaned")
    is_report = _one(ds, "Modality") == "SR" or " SR " in f" {name} "
    if is_report and not profile.has(Option.CLEAN_STRUCTURED_CONTENT) and uid != _KEY_OBJECTS:
        raise ExcludedError("report", "reports are left out by this profile")
    is_label = _SLIDE_LABELS & set(_one(ds, "ImageType").split("\\"))
    if is_label or _one(ds, "SpecimenLabelInImage") == "YES":
        raise ExcludedError("slide label", "a picture of a label")


def _one(ds: Dataset, keyword: str) -> str:
    return piece.text_at(ds, keyword).upper()
