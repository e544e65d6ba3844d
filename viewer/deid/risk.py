"""Which images may have text burned in, what look alike, and what to black out (A-050, A-051).

An image without any of these reasons can still have text in it; one with them need not have any.
Whoever decides is a person who looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.boxes import Box, outermost, uncovered
from viewer.deid.known_layouts import known_boxes
from viewer.deid.objects import sop_class_name

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

_MODALITIES: Final = frozenset({"US", "IVUS", "SC", "OT", "XC", "ES", "GM", "OP", "DOC"})
_WITHOUT_COLOUR: Final = frozenset({"CT", "MR", "PT", "NM", "XA", "RF", "CR", "DX", "MG"})
# Kinds that are told in reports (PS3.3 C.7.3.1.1.1): all else might be anybody's name.
_SPOKEN: Final = (
    _MODALITIES
    | _WITHOUT_COLOUR
    | {"BI", "BMD", "CFM", "DG", "DMS", "ECG", "EPS", "HC", "IO", "IVOCT", "LEN", "LS", "OAM"}
    | {"OCT", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "PA", "PX", "RG", "RTDOSE", "RTIMAGE"}
    | {"SEG", "SM", "SRF", "TG", "VA", "XAPROTOCOL"}
)
_REGIONS: Final = 0x0018_6011
_MOST_REGIONS: Final = 16  # those beyond are proposed to be blacked out with the rest
_WORDS: Final = ("dose report", "dose info", "patient protocol", "screen", "scanned", "scan doc")
_KINDS: Final = frozenset({"SECONDARY", "SCREEN SAVE", "SCREENSHOT", "SCREEN", "DOSE"})


@dataclass(frozen=True, slots=True)
class Risk:
    """Why an image may hold text, and the layout it shares with others that look the same.

    `layout` names equipment, kind and size, not people; `proposal` is what could be masked.
    """

    reasons: tuple[str, ...]
    layout: str
    about: str
    proposal: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What a person decided about the images of a layout: black out `boxes`, or leave as it is.

    No boxes means: looked at, there is no text. With `left_out` they do not get into the copy.
    """

    boxes: tuple[Box, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an image at risk is: `path` within the source `place`; to be looked at (A-051)."""

    place: Path
    path: str
    frames: int = 1


def risk_of(ds: Dataset, rows: int, columns: int) -> Risk | None:
    """The risk of one image, None if nothing speaks for text in it."""
    known = known_boxes(_described(ds), rows, columns)
    reasons = (*_stated(ds), *_by_kind(ds), *_by_words(ds), *_by_colour(ds))
    if known:
        reasons = (*reasons, "this equipment is known to write text into such images")
    if not reasons:
        return None
    parts = [
        *(_text(ds, "Manufacturer"), _text(ds, "ManufacturerModelName"), _text(ds, "Modality")),
        *(sop_class_name(_text(ds, "SOPClassUID")), "\\".join(_values(ds, "ImageType"))),
        f"{columns} x {rows}",
        str(_region_boxes(ds)),
        *([str(known)] if known else []),
    ]
    layout = sha256("\0".join(parts).encode()).hexdigest()[:12]
    modality = _text(ds, "Modality")
    about = f"{modality if modality in _SPOKEN else 'image'}, {columns} x {rows}"
    proposal = outermost((*_outside(_region_boxes(ds), rows, columns), *known))
    return Risk(reasons, layout, about, proposal)


def _stated(ds: Dataset) -> tuple[str, ...]:
    stated = _text(ds, "BurnedInAnnotation")
    modality = _text(ds, "Modality")
    if stated == "YES":
        return ("the file says there is text in the image",)
    if stated == "NO" or modality not in _MODALITIES:
        return ()
    return (f"images of this kind ({modality}) often have text in them",)


def _by_kind(ds: Dataset) -> tuple[str, ...]:
    found = []
    name = sop_class_name(_text(ds, "SOPClassUID"))
    if _text(ds, "ConversionType") or "Secondary Capture" in name:
        found.append("it was scanned or copied from a screen")
    if _KINDS & set(_values(ds, "ImageType")[1:] or _values(ds, "ImageType")):
        found.append("it is a secondary image, such as a screen copy")
    if "DERIVED" in _values(ds, "ImageType") and "REPORT" in "\\".join(_values(ds, "ImageType")):
        found.append("it is a report made from images")
    return tuple(found)


def _by_words(ds: Dataset) -> tuple[str, ...]:
    text = " ".join(_text(ds, name) for name in ("SeriesDescription", "ProtocolName")).lower()
    if any(word in text for word in _WORDS):
        return ("its description speaks of a report or screen",)
    return ()


def _by_colour(ds: Dataset) -> tuple[str, ...]:
    """Scanners measure brightness; what they save in colours is a result screen."""
    if _text(ds, "Modality") in _WITHOUT_COLOUR and _text(ds, "SamplesPerPixel") == "3":
        return ("it is in colour, as copies of a screen are",)
    return ()


def _described(ds: Dataset) -> dict[str, str]:
    return {
        "modality": _text(ds, "Modality"),
        "manufacturer": _text(ds, "Manufacturer"),
        "model": _text(ds, "ManufacturerModelName"),
        "image_type": _text(ds, "ImageType"),
        "description": _text(ds, "SeriesDescription"),
    }


def _region_boxes(ds: Dataset) -> tuple[Box, ...]:
    """The ultrasound regions (0018,6011)."""
    names = ("MinX0", "MinY0", "MaxX1", "MaxY1")
    found = []
    if _REGIONS not in ds:
        return ()
    for item in piece.items_of(ds, _REGIONS):
        corners = [item.get(f"RegionLocation{name}") for name in names]
        try:
            found.append(Box(*(int(corner) for corner in corners)))
        except (TypeError, ValueError):
            continue
    return tuple(sorted(found))


def _outside(regions: tuple[Box, ...], rows: int, columns: int) -> tuple[Box, ...]:
    """Everything that is in no region (A-051), between them too."""
    if not regions:
        return ()
    return uncovered(Box(0, 0, columns - 1, rows - 1), regions[:_MOST_REGIONS])


def _text(ds: Dataset, keyword: str) -> str:
    return piece.text_at(ds, keyword).upper()


def _values(ds: Dataset, keyword: str) -> tuple[str, ...]:
    text = _text(ds, keyword)
    return tuple(part.strip() for part in text.split("\\")) if text else ()
