"""Planes, direction letters and laterality out of a header (D-110..D-114)."""

import math
import re
from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.header_memory import remembered
from viewer.model.geometry import Orientation, Plane, Vector

_TOLERANCE = 1e-3  # of unit length and right angles, D-112
_SMALLEST_COMPONENT = 1e-4  # D-110
_BIPED: Final = (("R", "L"), ("A", "P"), ("F", "H"))
_QUADRUPED: Final = (("RT", "LE"), ("V", "D"), ("CD", "CR"))
_BIPED_TEXT = re.compile(r"[RLAPHF]{1,3}")
_QUADRUPED_TEXT = re.compile(r"(?:LE|RT|CR|CD|PR|DI|PA|PL|D|V|R|M|L){1,3}")
# Codes of anatomic region and view modifiers: SNOMED RT and CT (PS3.16 CID 244, 2).
_SIDE_CODES: Final = {
    "G-A100": "R",
    "24028007": "R",
    "G-A101": "L",
    "7771000": "L",
    "G-A102": "B",
    "51440002": "B",
    "G-A103": "U",
    "66459002": "U",
}


def directions(raw: RawDataset) -> tuple[Vector, Vector] | None:
    """Row and column direction in the patient or volume, None unless orthonormal."""
    in_volume = _is_in_volume(raw)
    tag = at.IMAGE_ORIENTATION_VOLUME if in_volume else at.IMAGE_ORIENTATION_PATIENT
    values = raw.floats(tag)
    if len(values) != 6:
        return None
    row, column = (values[0], values[1], values[2]), (values[3], values[4], values[5])
    lengths_fit = all(abs(math.hypot(*v) - 1) <= _TOLERANCE for v in (row, column))
    if lengths_fit and abs(sum(a * b for a, b in zip(row, column, strict=True))) <= _TOLERANCE:
        return row, column
    raw.note(f"Image Orientation ({'Volume' if in_volume else 'Patient'}) is not orthonormal")
    return None


def _is_in_volume(raw: RawDataset) -> bool:
    """Whether frames have places in a volume, as of ultrasound, but none in the patient."""
    return at.IMAGE_ORIENTATION_VOLUME in raw and at.IMAGE_ORIENTATION_PATIENT not in raw


def plane(raw: RawDataset, axes: tuple[Vector, Vector] | None) -> Plane | None:
    """The plane of an image, None without position or usable directions."""
    in_volume, frame_of_reference_uid = remembered(_reference, raw)
    position = raw.floats(at.IMAGE_POSITION_VOLUME if in_volume else at.IMAGE_POSITION_PATIENT)
    if axes is None or len(position) != 3:
        return None
    return Plane(
        position=(position[0], position[1], position[2]),
        row_direction=axes[0],
        column_direction=axes[1],
        frame_of_reference_uid=frame_of_reference_uid,
        in_patient=not in_volume,
    )


def _reference(raw: RawDataset) -> tuple[bool, str]:
    """Whether places are in a volume, and what they count from."""
    in_volume = _is_in_volume(raw)
    tag = at.VOLUME_FRAME_OF_REFERENCE_UID if in_volume else at.FRAME_OF_REFERENCE_UID
    return in_volume, raw.uid(tag)


def orientation(raw: RawDataset, axes: tuple[Vector, Vector] | None) -> Orientation:
    """Letters at the right and bottom edge; none rather than guessed ones (D-112)."""
    quadruped = raw.code(at.ANATOMICAL_ORIENTATION_TYPE) == "QUADRUPED"
    if axes is not None and not _is_in_volume(raw):
        names = _QUADRUPED if quadruped else _BIPED
        return Orientation(_letters(axes[0], names), _letters(axes[1], names), quadruped)
    if at.IMAGE_ORIENTATION_PATIENT in raw and raw.raw(at.IMAGE_ORIENTATION_PATIENT).strip():
        return Orientation(quadruped=quadruped)  # present and unusable
    stated = raw.codes(at.PATIENT_ORIENTATION)
    pattern = _QUADRUPED_TEXT if quadruped else _BIPED_TEXT
    if len(stated) != 2 or not all(pattern.fullmatch(text) for text in stated):
        return Orientation(quadruped=quadruped)
    return Orientation(stated[0], stated[1], quadruped)


def _letters(direction: Vector, names: tuple[tuple[str, str], ...]) -> str:
    """Up to three letters, the largest component first (D-110)."""
    order = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(
        names[axis][direction[axis] > 0]
        for axis in order
        if abs(direction[axis]) >= _SMALLEST_COMPONENT
    )


def laterality(raw: RawDataset) -> tuple[str, ...]:
    """The side as the first source has it, then every source that disagrees (D-114)."""
    sides = [raw.code(tag) for tag in (at.FRAME_LATERALITY, at.IMAGE_LATERALITY, at.LATERALITY)]
    region = raw.first_item(at.ANATOMIC_REGION_SEQUENCE)
    for parent, tag in (
        (region, at.ANATOMIC_REGION_MODIFIER_SEQUENCE),
        (raw, at.ANATOMIC_REGION_MODIFIER_SEQUENCE),
    ):
        items = parent.items(tag) if parent is not None else ()
        sides += [_SIDE_CODES.get(item.text(at.CODE_VALUE), "") for item in items]
    return tuple(dict.fromkeys(side for side in sides if side in {"R", "L", "U", "B"}))
