"""The words beside a drawing: what a person wrote, and the numbers in few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.identity_view import SHOWN
from viewer.model.shapes import REGIONS
from viewer.tools.quantities import AREA, DEVIATION, LARGEST, MEAN, SMALLEST

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation, Measurement, Quantity

# The names `tools.quantities` gives and how the label calls them, a line each.
_LINES: Final = (
    ((AREA, AREA),),
    ((MEAN, MEAN), (DEVIATION, "SD")),
    ((SMALLEST, SMALLEST), (LARGEST, "max")),
)
_COLOURS: Final = ("Red", "Green", "Blue")
_MOST_LINES: Final = 12  # of a person's own words
_LONGEST: Final = 80  # characters of such a line


def label_lines(annotation: Annotation, measurement: Measurement) -> tuple[str, ...]:
    """What to write beside the drawing, top to bottom; () for nothing.

    Every number comes with its calibration and with what was left out (S-04, S-12); edge and
    number of pixels of a region are for the list.
    """
    own = tuple(line[:_LONGEST] for line in SHOWN.text(annotation.text).splitlines()[:_MOST_LINES])
    colours = [measurement.quantity(name) for name in _COLOURS]
    if all(colours):
        samples = ", ".join(quantity.text for quantity in colours if quantity is not None)
        others = [q for q in measurement.quantities if q.name not in _COLOURS]
        readings = [f"{quantity.name} {quantity.text}" for quantity in others]
        return (*own, *readings, f"RGB {samples}", *measurement.remarks())
    if annotation.kind not in REGIONS:
        return (*own, *measurement.lines())
    return (*own, *_region_lines(measurement), *measurement.remarks())


def _region_lines(measurement: Measurement) -> list[str]:
    rows = []
    for names in _LINES:
        found = [(word, measurement.quantity(name)) for name, word in names]
        parts = [(word, quantity) for word, quantity in found if quantity is not None]
        texts = [f"{word} {_digits(quantity)}" for word, quantity in parts[:-1]]
        texts += [f"{word} {quantity.text}" for word, quantity in parts[-1:]]
        if texts:
            rows.append(", ".join(texts))
    rows += [
        f"{quantity.name} {quantity.text}"
        for quantity in measurement.quantities
        if quantity.name.endswith((" Mean", " Max"))  # SUVbw Mean, SUVbw Max
    ]
    return rows


def _digits(quantity: Quantity) -> str:
    """The number alone, for the next one on the line has the same unit."""
    text = quantity.text
    return text.removesuffix(f" {quantity.unit}").removesuffix(f" ({quantity.unit})")
