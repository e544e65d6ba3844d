"""Pictures of real files: ours from pydicom's pixels, and dcm2pnm's as the reference (V-10).

pydicom reads the headers here, so that these tests say something about drawing alone.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.pixels.utils import pixel_array

from tests.factories.overlays import overlay_of
from tests.unit.render.images import frame_of, pixels_of
from viewer.model.header import FrameFacts, ImageFacts, Overlay
from viewer.model.lut import (
    LutTable,
    ModalityLut,
    ModalityTable,
    Palette,
    Rescale,
    VoiLut,
    VoiTransform,
    Window,
)
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.source import RenderImage, prepare
from viewer.render.viewport import ViewportRenderer

if TYPE_CHECKING:
    from pathlib import Path


def dcm2pnm(path: Path, out: Path, *options: str) -> NDArray[np.uint8]:
    """DCMTK's 8-bit picture, (rows, columns) grey or (rows, columns, 3)."""
    program = shutil.which("dcm2pnm")
    if program is None:
        pytest.skip("DCMTK is not installed")
    subprocess.run(  # noqa: S603 - a program of the system and files of ours
        [program, "-q", "--write-raw-pnm", *options, str(path), str(out)],
        check=True,
        capture_output=True,
    )
    content = out.read_bytes()
    magic, columns, rows = content.split(maxsplit=3)[:3]
    samples = content[content.index(b"255") + 4 :]
    shape = (int(rows), int(columns)) + ((3,) if magic == b"P6" else ())
    return np.frombuffer(samples, np.uint8).reshape(shape)


def prepared(path: Path, frame: int = 0) -> RenderImage:
    """The file's frame, ready to draw."""
    dataset = pydicom.dcmread(path, force=True)
    if "TransferSyntaxUID" not in dataset.file_meta:
        dataset.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian
    many = int(dataset.get("NumberOfFrames") or 1) > 1
    array = pixel_array(dataset, index=frame if many else None)
    facts = FrameFacts(modality_lut=_modality(dataset), voi=_voi(dataset))
    image = ImageFacts(
        pixels_of(
            array,
            photometric_interpretation=dataset.PhotometricInterpretation,
            bits_stored=dataset.BitsStored,
            signed=dataset.PixelRepresentation == 1,
        ),
        (facts,),
        palette=_palette(dataset),
        overlays=_overlays(dataset),
    )
    return prepare(frame_of(array, frame), image, facts)


def picture(image: RenderImage, voi: VoiTransform | None, **more: Any) -> NDArray[np.uint8]:
    """Our picture pixel by pixel, (rows, columns, 3)."""
    words = ViewportRenderer().render(
        image,
        Presentation(voi=voi, **more),
        ViewState(FitMode.ONE_TO_ONE),
        (image.columns, image.rows),
    )
    return np.stack([(words >> shift & 255).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)


def _table(item: Any) -> LutTable:
    count, first, bits = (int(number) for number in item.LUTDescriptor)
    data = item.LUTData
    entries = np.frombuffer(data, "<u2") if isinstance(data, bytes) else np.array(data)
    return LutTable(first, bits, entries[: count or 65536].astype(np.uint16))


def _modality(dataset: Any) -> ModalityLut:
    if "ModalityLUTSequence" in dataset:
        return ModalityTable(_table(dataset.ModalityLUTSequence[0]))
    return Rescale(float(dataset.get("RescaleSlope", 1)), float(dataset.get("RescaleIntercept", 0)))


def _voi(dataset: Any) -> tuple[VoiTransform, ...]:
    centers, widths = (
        np.atleast_1d(np.array(dataset.get(name, []), np.float64))
        for name in ("WindowCenter", "WindowWidth")
    )
    windows = [Window(float(c), float(w)) for c, w in zip(centers, widths, strict=False)]
    return (*windows, *(VoiLut(_table(item)) for item in dataset.get("VOILUTSequence", [])))


def _palette(dataset: Any) -> Palette | None:
    if dataset.PhotometricInterpretation != "PALETTE COLOR":
        return None
    count, first, bits = dataset.RedPaletteColorLookupTableDescriptor
    columns = []
    for colour in ("Red", "Green", "Blue"):
        data = dataset[f"{colour}PaletteColorLookupTableData"].value
        entries = np.frombuffer(data, np.uint8 if bits == 8 else "<u2")[: count or 65536]
        columns.append(entries if bits == 8 else entries >> 8)
    return Palette(int(first), np.stack(columns, axis=-1).astype(np.uint8))


def _overlays(dataset: Any) -> tuple[Overlay, ...]:
    found = []
    for group in range(0x6000, 0x6020, 2):
        if (group, 0x3000) in dataset:
            rows, columns = dataset[group, 0x0010].value, dataset[group, 0x0011].value
            frames = dataset[group, 0x0015].value if (group, 0x0015) in dataset else 1
            packed = np.frombuffer(dataset[group, 0x3000].value, np.uint8)
            flat = np.zeros(frames * rows * columns, np.bool_)  # some files are a byte short
            unpacked = np.unpackbits(packed, bitorder="little")[: flat.size]
            flat[: unpacked.size] = unpacked
            bits = flat.reshape(frames, rows, columns)
            row, column = dataset[group, 0x0050].value
            first = dataset[group, 0x0051].value if (group, 0x0051) in dataset else 1
            found.append(overlay_of(bits, (int(row), int(column)), int(first), group=group))
    return tuple(found)
