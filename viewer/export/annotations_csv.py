"""Annotations and their numbers as a table that spreadsheets and programs read (RFC 4180).

One row for each number, UTF-8 with a byte order mark, without which Excel takes the file for
another encoding. Numbers stay numbers: with a decimal point, without thousands separators, not
quoted, their unit in a column of its own; a spreadsheet set to decimal commas must be told so when
it imports the file. All else is quoted text. Text of a person or of a file that a spreadsheet
would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from viewer.model.annotation import Annotation, Measurement
    from viewer.model.display_set import StackFrame

Cell = str | int | float
IDENTITY: Final = ("patient_name", "patient_id", "issuer", "birth_date", "study_date")
COLUMNS: Final = (
    "study_uid",
    "series_uid",
    "sop_instance_uid",
    "frame",  # from 1
    "modality",
    "series_number",
    "instance_number",
    "slice_mm",  # along the normal, as on screen
    "annotation",  # one number for all rows of an annotation
    "kind",
    "text",
    "quantity",
    "value",
    "unit",
    "calibration",  # of D-103, what every length is worth
    "remarks",
    "points_px",  # [[column, row], ...], 0-based at pixel centres
    "points_mm",  # [[x, y, z], ...] in the patient, LPS
    "frame_of_reference_uid",
)
# At the beginning, and where a spreadsheet that separates by something else begins a cell; the
# last four are wide forms.
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")


@dataclass(frozen=True, slots=True)
class MeasuredAnnotation:
    """An annotation on its own frame, with what it measures."""

    annotation: Annotation
    frame: StackFrame
    measurement: Measurement


def write_annotations_csv(
    path: Path, annotations: Iterable[MeasuredAnnotation], *, with_identity: bool
) -> int:
    """Write one row for each number, or one for an annotation without; returns how many.

    Without identity nothing of the patient is in it but UIDs and what a person wrote. Raises
    OSError if `path` cannot be written.
    """
    count = 0
    # Text on old discs is in any encoding; what is no text stays readable as an escape.
    with path.open("w", newline="", encoding="utf-8-sig", errors="backslashreplace") as stream:
        table = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC)
        table.writerow((*(IDENTITY if with_identity else ()), *COLUMNS))
        for number, entry in enumerate(annotations, 1):
            who = _identity(entry.frame) if with_identity else ()
            for row in _rows(number, entry):
                table.writerow((*who, *row))
                count += 1
    return count


def guarded(text: str) -> str:
    """`text` so that no spreadsheet takes it, or a part of it, for a formula."""
    return _FORMULA.sub(r"\1\2'", text)


def _identity(frame: StackFrame) -> tuple[Cell, ...]:
    patient, study = frame.header.patient, frame.header.study
    texts = patient.name, patient.patient_id, patient.issuer, patient.birth_date, study.date
    return tuple(map(guarded, texts))


def _rows(number: int, entry: MeasuredAnnotation) -> Iterator[tuple[Cell, ...]]:
    annotation, measurement = entry.annotation, entry.measurement
    where = _where(entry.frame)
    what = (number, annotation.kind.value, guarded(annotation.text))
    remarks = guarded("; ".join((*measurement.notes, *filter(None, (measurement.refusal,)))))
    # The words of a calibration may be the file's own, of (0028,0A04).
    rest = (guarded(measurement.calibration), remarks, *_points(annotation))
    if not measurement.quantities:
        yield (*where, *what, "", "", "", *rest)
    for quantity in measurement.quantities:
        value: Cell = quantity.value if math.isfinite(quantity.value) else ""
        yield (*where, *what, guarded(quantity.name), value, guarded(quantity.unit), *rest)


def _where(frame: StackFrame) -> tuple[Cell, ...]:
    header, plane = frame.header, frame.facts.plane
    uids = header.study.uid, header.series.uid, header.sop_instance_uid
    number, instance = header.series.number, header.sort.instance_number
    return (
        *map(guarded, uids),
        frame.key.frame_index + 1,
        guarded(header.series.modality),
        "" if number is None else number,
        "" if instance is None else instance,
        "" if plane is None else round(plane.distance_mm, 4),
    )


def _points(annotation: Annotation) -> tuple[str, str, str]:
    plane = annotation.anchor.plane
    in_pixels = _written(annotation.points)
    if plane is None:
        return in_pixels, "", ""
    in_patient = [plane.patient_from_image(point) for point in annotation.points]
    return in_pixels, _written(in_patient), guarded(plane.frame_of_reference_uid)


def _written(points: Iterable[tuple[float, ...]]) -> str:
    return json.dumps([[round(value, 4) for value in point] for point in points])
