"""Pictures with drawings, ready to be written, and what independent programs say of the result."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pydicom
import pytest

from tests.factories.headers import read_headers
from viewer.export.marked_image import MarkedImage, WordedDrawing
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.image import FrameKey
from viewer.model.lut import Window

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from viewer.model.header import InstanceHeader

WHEN = datetime(2024, 3, 12, 9, 30, 0, tzinfo=UTC)
DRAWINGS = {
    AnnotationKind.LENGTH: ((2.0, 3.0), (12.0, 3.0)),
    AnnotationKind.POLYLINE: ((1.0, 1.0), (4.0, 6.0), (9.0, 2.0)),
    AnnotationKind.ANGLE: ((1.0, 9.0), (5.0, 5.0), (9.0, 9.0)),
    AnnotationKind.COBB: ((1.0, 1.0), (6.0, 2.0), (1.0, 9.0), (6.0, 12.0)),
    AnnotationKind.RECTANGLE: ((3.0, 4.0), (10.0, 8.0)),
    AnnotationKind.ELLIPSE: ((2.0, 2.0), (6.0, 12.0)),
    AnnotationKind.FREEHAND: ((3.0, 3.0), (9.0, 4.0), (7.0, 10.0)),
    AnnotationKind.POINT: ((7.0, 8.0),),
    AnnotationKind.ARROW: ((4.0, 4.0), (14.0, 4.0)),
    AnnotationKind.TEXT: ((6.0, 6.0),),
    AnnotationKind.BIDIRECTIONAL: ((2.0, 2.0), (12.0, 12.0), (9.0, 5.0), (5.0, 9.0)),
}


def drawing(
    header: InstanceHeader,
    kind: AnnotationKind = AnnotationKind.LENGTH,
    words: tuple[str, ...] = ("10.0 mm",),
    frame: int = 0,
    **changes: Any,
) -> WordedDrawing:
    """One of `DRAWINGS` on an image."""
    anchor = Anchor(FrameKey(header.file, frame), header.sop_instance_uid)
    values = {"id": kind.value, "kind": kind, "points": DRAWINGS[kind], "anchor": anchor}
    return WordedDrawing(Annotation(**(values | changes)), words)


def marked(
    header: InstanceHeader, *drawings: WordedDrawing, frame: int = 0, **more: Any
) -> MarkedImage:
    """A frame of an image with its drawings, in a window."""
    assert header.image is not None
    values: dict[str, Any] = {"voi": Window(40, 400), **more}
    return MarkedImage(
        header, frame, header.image, header.image.frame(frame), tuple(drawings), **values
    )


def read(folder: Path) -> tuple[list[InstanceHeader], list[Dataset]]:
    """Headers by our reader and data sets by pydicom, of the files in `folder` by name."""
    headers = read_headers(folder)
    return headers, [pydicom.dcmread(folder / header.file.path) for header in headers]


def saved(ds: Dataset, path: Path) -> Path:
    """Write an object in strict mode and read it back as strictly (V-07)."""
    from pydicom import config  # noqa: PLC0415

    settings = config.settings
    before = settings.reading_validation_mode, settings.writing_validation_mode
    settings.reading_validation_mode = settings.writing_validation_mode = config.RAISE
    try:
        ds.save_as(path, enforce_file_format=True)
        back = pydicom.dcmread(path)
        tags = [element.tag for element in back.iterall() if element.value is not Ellipsis]
        assert tags == [element.tag for element in ds.iterall()]
    finally:
        settings.reading_validation_mode, settings.writing_validation_mode = before
    return path


def output_of(program: str, *arguments: str) -> tuple[int, str]:
    """Exit code and words of a program of DCMTK or dicom3tools."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(  # noqa: S603 - a program of the system and files of ours
        [found, *arguments], capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def complaints(path: Path) -> list[str]:
    """What dciodvfy calls an error (V-01)."""
    code, said = output_of("dciodvfy", "-new", "-filename", str(path))
    found = [line for line in said.splitlines() if "Error" in line]
    assert code == 0 or found, said
    return found


def checked(ds: Dataset, path: Path) -> Path:
    """A file that neither pydicom, DCMTK nor dicom3tools finds fault with (V-01, V-06, V-07)."""
    saved(ds, path)
    assert complaints(path) == []
    code, said = output_of("dcmpschk", str(path))
    assert code == 0, said
    assert "E:" not in said, said
    return path
