"""Images with text in their pixels, and identities that stand there (A-050, A-053)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.factories.dicom import image_dataset, save
from viewer.deid.identity import Identity

ULTRASOUND = "1.2.840.10008.5.1.4.1.1.6.1"
PERSON: dict[str, Any] = {
    "PatientName": "Lindqvist^Margareta",
    "PatientID": "A-7784512",
    "PatientBirthDate": "19481130",
}
_FULL = 4095


def identity() -> Identity:
    """What `PERSON` is known by."""
    made = Identity()
    made.add_name("Lindqvist^Margareta")
    made.add_identifier("A-7784512")
    made.add_birth_date("19481130")
    return made


def with_text(
    *texts: tuple[str, int, int], rows: int = 240, columns: int = 320, size: int = 16
) -> NDArray[np.uint16]:
    """Stored values of 12 bits: nothing but these texts, each at its column and row."""
    sheet = Image.new("L", (columns, rows))
    drawing = ImageDraw.Draw(sheet)
    for text, left, top in texts:
        drawing.text((left, top), text, 255, ImageFont.load_default(size))
    return (np.asarray(sheet, np.uint32) * _FULL // 255).astype(np.uint16)


def ultrasound(path: Path, pixels: NDArray[np.uint16], **overrides: Any) -> Path:
    """An ultrasound image of `PERSON` in a file; frames are the first axis, if there are three."""
    kind = {"SOPClassUID": ULTRASOUND, "Modality": "US", **PERSON, **overrides}
    return save(image_dataset(pixels=pixels, **kind), path)
