"""What an annotation measures: lengths, angles, areas and values (D-102..D-107, S-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.annotation import Measurement

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation
    from viewer.model.geometry import PixelSpacing
    from viewer.render.source import RenderImage


def measure(
    annotation: Annotation, image: RenderImage | None, calibration: PixelSpacing | None = None
) -> Measurement:
    """Measure `annotation` on the image in whose pixels its points are.

    `image` is None while it is not loaded. `calibration` takes the place of the spacing the file
    states: a person's own (D-104), or one corrected for magnification (D-103). Never raises: what
    cannot be measured says why in `refusal`.
    """
    del annotation, image, calibration
    return Measurement()
