"""A person's scales (D-104) in a saved arrangement; no DICOM file is ever changed by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.arrangement import Found, Images, Prepared
from viewer.app.json_fields import Fields
from viewer.app.measurements import UserCalibration, series_of, size_of
from viewer.errors import ArrangementError
from viewer.media.calibration import is_possible
from viewer.model.geometry import PixelSpacing, SpacingSource

if TYPE_CHECKING:
    from viewer.app.measurements import Measurements

_MOST: Final = 1000


class SavedScales:
    """Calibrations by series and size of the images; a `SavedPart`."""

    name = "scales"

    def __init__(self, measurements: Measurements) -> None:
        self._measurements = measurements

    def saved(self, images: Images) -> object:
        """One object for each calibration whose series is open."""
        scales = []
        for calibration in self._measurements.state.calibrations:
            found = _image_of(calibration, images)
            if found is not None:
                images.ref(found.header, 1)
                stated = _pair(calibration.stated)
                scales.append(
                    {
                        "study": found.header.study.uid,
                        "series": found.header.series.uid,
                        "rows": calibration.size[0],
                        "columns": calibration.size[1],
                        "row_mm": calibration.spacing.row_mm,
                        "column_mm": calibration.spacing.column_mm,
                        "stated": list(stated) if stated is not None else None,
                    }
                )
        return scales or None

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand the scales of a file; raises ArrangementError."""
        if not isinstance(value, list) or len(value) > _MOST:
            raise ArrangementError(f"'scales' is not a list of up to {_MOST}")
        made = [_made(one, f"scale {n}", images) for n, one in enumerate(value, 1)]
        kept = [calibration for calibration in made if calibration is not None]
        return Prepared(lambda: self._add(kept), len(kept), len(made) - len(kept))

    def _add(self, kept: list[UserCalibration]) -> None:
        state = self._measurements.state
        places = {(one.series, one.size, one.stated) for one in kept}
        rest = [c for c in state.calibrations if (c.series, c.size, c.stated) not in places]
        self._measurements.set_state(replace(state, calibrations=(*rest, *kept)))


def _made(value: object, place: str, images: Images) -> UserCalibration | None:
    """The calibration on an image of now that is as the one it was made on; None without one."""
    fields = Fields(value, place)
    study, series = fields.text("study"), fields.text("series")
    size = fields.whole("rows", 1, 1 << 16), fields.whole("columns", 1, 1 << 16)
    row_mm, column_mm = fields.number("row_mm"), fields.number("column_mm")
    stated = fields.pair("stated") if fields.has("stated") else None
    fields.finish()
    if not is_possible(row_mm, column_mm):
        raise ArrangementError(f"{place}: pixels of an impossible size")
    spacing = PixelSpacing(row_mm, column_mm, SpacingSource.USER)
    for found in images.series(study, series):
        frame = found.frame
        if frame is not None and size_of(frame) == size and _pair(frame.facts.spacing) == stated:
            return UserCalibration(series_of(frame), spacing, size, frame.facts.spacing)
    return None


def _image_of(calibration: UserCalibration, images: Images) -> Found | None:
    _, study, series = calibration.series
    return next(
        (
            found
            for found in images.series(study, series)
            if found.frame is not None and calibration.holds_for(found.frame)
        ),
        None,
    )


def _pair(spacing: PixelSpacing | None) -> tuple[float, float] | None:
    return (spacing.row_mm, spacing.column_mm) if spacing is not None else None
