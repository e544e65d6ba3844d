"""What fuzzing starts from: the factories' files, pydicom's, and real ones where they are."""

from __future__ import annotations

import functools
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pycdlib
import pydicom
import pytest

from tests.factories.dicom import image_dataset
from tests.factories.dicomdir import small_tree, write_dicomdir
from tests.factories.elements import EXPLICIT, UNDEFINED, Writer, identity, part10, pixel_module
from tests.fuzz.layout import replaced, spans
from tests.fuzz.mutate import written
from tests.shared_data import shared_data

_LARGEST_WHOLE = 72 * 1024  # a larger seed makes slow inputs, not more of them
_PIXELS_KEPT = 1024
_LONGEST_VALUE = 4096
_LARGEST_HEADER = 20 * 1024
_FRAMES = 2000
_PIXEL_DATA = 0x7FE00010
_BUNDLED = ("data/test_files", "data/charset_files", "data/palettes")
_SYNTAXES = (
    EXPLICIT,
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.80",
    "1.2.840.10008.1.2.4.90",
)


@functools.cache
def whole_files() -> tuple[bytes, ...]:
    """DICOM files small enough to be decoded thousands of times."""
    found = {data for data in _files() if len(data) <= _LARGEST_WHOLE and _is_dicom(data)}
    return tuple(sorted(found, key=lambda data: (len(data), data)))


@functools.cache
def headers() -> tuple[bytes, ...]:
    """The same and larger files, without most of their pixels."""
    found = {_shortened(data) for data in _files() if _is_dicom(data)} | {_many_frames()}
    return tuple(sorted(found, key=lambda data: (len(data), data)))


@functools.cache
def directories() -> tuple[bytes, ...]:
    """DICOMDIR files, written in every way a writer may choose, and real ones."""
    made = [
        write_dicomdir(small_tree(), writer=writer, undefined=undefined, shift=shift)
        for writer in (Writer(), Writer(explicit=False), Writer(little=False))
        for undefined in (False, True)
        for shift in (0, -128)
    ]
    real = [data for data in _files() if b"1.2.840.10008.1.3.10" in data[:1024]]
    return (*made, *(data for data in real if len(data) <= _LARGEST_WHOLE))


@functools.cache
def archives() -> tuple[bytes, ...]:
    """ZIP archives: packed, stored, nested, with names that lead out, and cut short."""
    inner = _zip({"CT/IM1": whole_files()[0], "README": b"text"}, zipfile.ZIP_DEFLATED)
    names = {"../X": b"1", "/abs": b"2", "C:\\Y": b"3", "a/./b": b"4", "CON": b"5", "ok": b"6"}
    made = [inner, _zip({"A.ZIP": inner}, zipfile.ZIP_STORED), _zip(names, zipfile.ZIP_STORED)]
    return (*made, inner[:-30], inner[: len(inner) // 2])


@functools.cache
def images() -> tuple[bytes, ...]:
    """Images of small discs from their first descriptor on: long names, short ones, both."""
    made = []
    for joliet, rock_ridge in ((3, "1.09"), (None, "1.09"), (None, None), (3, None)):
        iso = pycdlib.PyCdlib()
        iso.new(joliet=joliet, rock_ridge=rock_ridge, vol_ident="SEED")
        long = "dicom" if rock_ridge else None
        iso.add_directory("/DICOM", rr_name=long, joliet_path="/dicom" if joliet else None)
        for name, data in (("A", b"1"), ("IMAGE1", whole_files()[0][:3000])):
            iso.add_fp(
                io.BytesIO(data),
                len(data),
                f"/DICOM/{name}.;1",
                rr_name=f"{name} with a long name" if rock_ridge else None,
                joliet_path=f"/dicom/{name} with a long name" if joliet else None,
            )
        stream = io.BytesIO()
        iso.write_fp(stream)
        iso.close()
        made.append(stream.getvalue()[0x8000:])
    return (*made, made[0][:-3000], made[0][:5000])


@functools.cache
def codestreams() -> tuple[bytes, ...]:
    """The first fragments of compressed files."""
    found = set()
    for data in whole_files():
        pixels = next((s for s in spans(data) if s.tag == _PIXEL_DATA), None)
        if pixels is not None and data[pixels.value : pixels.value + 4] == b"\xfe\xff\x00\xe0":
            table = int.from_bytes(data[pixels.value + 4 : pixels.value + 8], "little")
            found.add(data[pixels.value + table + 16 :][:4096])
    return tuple(sorted(found))


def _zip(files: dict[str, bytes], method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), data, method)
    return stream.getvalue()


@functools.cache
def _files() -> tuple[bytes, ...]:
    return (*_made(), *_read(_bundled()), *_read(_real()))


def _made() -> Iterator[bytes]:
    """Files of every kind of pixel the factories know."""
    for syntax in _SYNTAXES:
        yield _saved(image_dataset(syntax=syntax))
    frames = np.arange(3 * 6 * 8, dtype=np.uint16).reshape(3, 6, 8)
    yield _saved(image_dataset(pixels=frames, NumberOfFrames=3))
    yield _saved(image_dataset(WindowCenter=[40, 50], WindowWidth=[400, 1], number=2))
    for writer in (Writer(), Writer(explicit=False), Writer(little=False)):
        syntax = {"<": "1.2.840.10008.1.2", ">": "1.2.840.10008.1.2.2"}[writer.order]
        pixels = writer.element(0x7FE00010, "OW", b"\1\2" * 6)
        body = identity(writer) + pixel_module(writer) + pixels
        yield part10(body, EXPLICIT if writer.explicit and writer.order == "<" else syntax)
    yield part10(rich_elements() + Writer().element(0x7FE00010, "OW", b"\1\2" * 6))


def _many_frames() -> bytes:
    """Two thousand frames of one pixel: whatever is done for each of them is done often."""
    w = Writer()
    window = w.element(0x00281050, "DS", "40") + w.element(0x00281051, "DS", "400")
    shared = w.item(w.sequence(0x00289132, w.item(window)))
    return part10(
        identity(w)
        + w.element(0x00280008, "IS", str(_FRAMES))
        + pixel_module(w, 1, 1)
        + w.sequence(0x52009229, shared)
        + w.sequence(0x52009230, w.item(b"") * _FRAMES)
        + w.element(0x7FE00010, "OW", b"\1\2" * _FRAMES)
    )


def rich_elements() -> bytes:
    """Data elements of an image with tables, palettes, overlays and functional groups."""
    w = Writer()
    table = w.item(
        w.element(0x00283002, "US", [4, 0, 16]) + w.element(0x00283006, "OW", b"\0\1\0\2\0\3\0\4")
    )
    plane = w.sequence(0x00209113, w.item(w.element(0x00200032, "DS", "1\\2\\3")))
    return b"".join(
        (
            identity(w),
            w.element(0x00280008, "IS", "2"),
            pixel_module(w),
            w.element(0x00281050, "DS", "40\\50"),
            w.element(0x00281051, "DS", "400\\1"),
            w.element(0x00281052, "DS", "-1024"),
            w.element(0x00281053, "DS", "1"),
            w.sequence(0x00283000, table),
            w.sequence(0x00283010, table, table),
            w.sequence(0x52009229, w.item(plane), length=UNDEFINED),
            w.sequence(0x52009230, w.item(plane), w.item(plane, UNDEFINED), length=UNDEFINED),
            overlay_elements(0x6000),
            overlay_elements(0x6002),
        )
    )


def overlay_elements(group: int) -> bytes:
    """One overlay of 4 x 4 bits in two frames."""
    w = Writer()
    base = group << 16
    return b"".join(
        (
            w.element(base + 0x10, "US", 4),
            w.element(base + 0x11, "US", 4),
            w.element(base + 0x15, "IS", "2"),
            w.element(base + 0x40, "CS", "G"),
            w.element(base + 0x50, "SS", [1, 1]),
            w.element(base + 0x51, "US", 1),
            w.element(base + 0x100, "US", 1),
            w.element(base + 0x102, "US", 0),
            w.element(base + 0x1500, "LO", "label"),
            w.element(base + 0x3000, "OW", b"\xaa\x55\xff\x01"),
        )
    )


def _saved(ds: pydicom.Dataset) -> bytes:
    stream = io.BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def _bundled() -> Iterator[Path]:
    root = Path(pydicom.__file__).parent
    for folder in _BUNDLED:
        yield from sorted(p for p in (root / folder).rglob("*") if p.is_file())


def _real() -> list[Path]:
    """The team's real files; none of them on a user's clone, where the rest is enough."""
    try:
        folder = shared_data()
    except pytest.skip.Exception:
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file())


def _read(paths: Iterator[Path] | list[Path]) -> Iterator[bytes]:
    for path in paths:
        if os.path.getsize(path) <= 4 << 20:  # noqa: PTH202  as short as it gets
            yield path.read_bytes()


def _is_dicom(data: bytes) -> bool:
    return data[128:132] == b"DICM" or data[:1] in {b"\x08", b"\x02", b"\0"}


def _shortened(data: bytes) -> bytes:
    """The file with few pixels, whose length is then a lie, and long values cut, whose is not."""
    kept = data
    for span in reversed([s for s in spans(data) if not s.above and not s.is_mark]):
        if span.tag == _PIXEL_DATA:
            kept = kept[: min(span.end, span.value + _PIXELS_KEPT)] + kept[span.end :]
        elif span.end - span.value > _LONGEST_VALUE:
            value = data[span.value : span.value + _LONGEST_VALUE]
            kept = replaced(kept, span, written(span, span.tag, span.vr, value))
    return kept[:_LARGEST_HEADER]
