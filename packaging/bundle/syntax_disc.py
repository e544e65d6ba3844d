"""Writes a folder with one small image of every transfer syntax, and what each must look like.

    python packaging/bundle/syntax_disc.py FOLDER

`expected.csv` holds the digest of each decoded image, as the program decodes it where it is not
frozen: a bundle must give the same. Video is not among them, as no bundle plays it.
"""

from __future__ import annotations

import csv
import io
import sys
import zlib
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, SecondaryCaptureImageStorage, generate_uid

from viewer.app.self_test import decoded
from viewer.media.decoders import DECODERS, syntaxes
from viewer.media.transfer_syntax import VIDEO

_JPEG = "1.2.840.10008.1.2.4."
_DOCUMENTS = syntaxes.PDF | {syntaxes.ICC_TO_SRGB, syntaxes.TEXT_SEARCH}
WANTED = sorted(set().union(*(one.syntaxes for one in DECODERS)) - VIDEO - _DOCUMENTS)
ROWS, COLUMNS = 96, 128
_UNKNOWN_TO_PYDICOM = {  # and one as long that it writes in its place
    **{_JPEG + number: _JPEG + "201" for number in ("110", "111", "112")},
    syntaxes.DEFLATED_FRAME: syntaxes.ENCAPSULATED_LE,
}
_EIGHT_BITS = {_JPEG + number for number in ("50", "53", "55", "111")}


def main(folder: Path) -> int:
    """Write the images and the table."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, uid in enumerate(WANTED):
        file = folder / f"IM{number:06d}"
        known = _UNKNOWN_TO_PYDICOM.get(uid, uid)
        ds = _dataset(uid, number)
        ds.file_meta.TransferSyntaxUID = UID(known)
        ds.save_as(file, enforce_file_format=True, **_encoding(uid))
        name = uid.encode().ljust(len(known), b"\0")
        file.write_bytes(file.read_bytes().replace(known.encode(), name, 1))
    told = decoded(folder)
    with (folder / "expected.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["file", "syntax", "sha256", "mean"])
        for number, uid in enumerate(WANTED):
            table.writerow([f"IM{number:06d}", uid, *astuple(told[f"IM{number:06d}"])])
    return 0


def _dataset(uid: str, number: int) -> Dataset:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    ds.PatientName, ds.PatientID, ds.Modality = "TEST^SYNTAX", "1", "OT"
    ds.SeriesNumber, ds.InstanceNumber = number + 1, 1
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns, ds.PixelRepresentation = ROWS, COLUMNS, 0
    bits = 8 if uid in _EIGHT_BITS else 12
    ds.BitsAllocated = 16 if bits > 8 else 8
    ds.BitsStored, ds.HighBit = bits, bits - 1
    ds.file_meta = FileMetaDataset()
    picture = _picture(bits)
    if uid in syntaxes.NATIVE - {syntaxes.ENCAPSULATED_LE}:
        order = ">" if uid in syntaxes.BIG_ENDIAN else "<"
        ds.PixelData = picture.astype(f"{order}u2").tobytes()
        ds["PixelData"].VR = "OW"
    else:
        ds.PixelData = encapsulate([_coded(picture, uid, bits)], has_bot=False)
        ds["PixelData"].VR = "OB"
    return ds


def _picture(bits: int) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Slopes with texture; every row differs from every other."""
    row, column = np.mgrid[:ROWS, :COLUMNS]
    wave = 0.5 + 0.25 * np.sin(row / 5) + 0.25 * np.cos(column / 7 + row / 11)
    picture = np.rint(wave * ((1 << bits) - 1))
    return picture.astype(np.uint8 if bits == 8 else np.uint16)


def _coded(picture: NDArray[np.integer], uid: str, bits: int) -> bytes:
    codec: dict[str, Callable[[], bytes]] = {
        syntaxes.ENCAPSULATED_LE: picture.tobytes,
        syntaxes.RLE_LOSSLESS: lambda: _rle(picture),
        syntaxes.DEFLATED_FRAME: lambda: _deflated(picture.tobytes()),
        _JPEG + "50": lambda: imagecodecs.jpeg8_encode(picture, level=95),
        _JPEG + "51": lambda: imagecodecs.jpeg8_encode(picture, level=95, bitspersample=bits),
        _JPEG + "53": lambda: _progressive(picture),
        _JPEG + "55": lambda: _progressive(picture),
        _JPEG + "57": lambda: _lossless(picture, bits, 6),
        _JPEG + "70": lambda: _lossless(picture, bits, 1),
        _JPEG + "80": lambda: imagecodecs.jpegls_encode(picture),
        _JPEG + "81": lambda: imagecodecs.jpegls_encode(picture, level=2),
        **{_JPEG + n: lambda: _jpeg_2000(picture, bits, 0) for n in ("90", "92")},
        **{_JPEG + n: lambda: _jpeg_2000(picture, bits, 45) for n in ("91", "93")},
        **{_JPEG + n: lambda: imagecodecs.htj2k_encode(picture) for n in ("201", "202")},
        _JPEG + "203": lambda: imagecodecs.htj2k_encode(picture, level=0.01, reversible=False),
        _JPEG + "110": lambda: imagecodecs.jpegxl_encode(picture, lossless=True),
        _JPEG + "111": lambda: _recompressed(picture),
        _JPEG + "112": lambda: imagecodecs.jpegxl_encode(picture, distance=1.0),
    }
    return bytes(codec[uid]())


def _rle(picture: NDArray[np.integer]) -> bytes:
    """PS3.5 annex G: a header of 64 bytes, then the planes, high bytes first."""
    planes = [
        b"".join(imagecodecs.packbits_encode(line.astype(np.uint8).tobytes()) for line in plane)
        for plane in (picture >> 8, picture & 255)
    ]
    planes = [plane + b"\0" * (len(plane) % 2) for plane in planes]
    places = [2, 64, 64 + len(planes[0]), *[0] * 13]
    return np.array(places, "<u4").tobytes() + b"".join(planes)


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _progressive(picture: NDArray[np.integer]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "JPEG", quality=95, progressive=True)
    return stream.getvalue()


def _lossless(picture: NDArray[np.integer], bits: int, predictor: int) -> bytes:
    return imagecodecs.jpeg8_encode(picture, lossless=True, predictor=predictor, bitspersample=bits)


def _jpeg_2000(picture: NDArray[np.integer], bits: int, level: int) -> bytes:
    return imagecodecs.jpeg2k_encode(
        picture, level=level, reversible=not level, codecformat="j2k", bitspersample=bits,
        numthreads=1,
    )  # fmt: skip


def _recompressed(picture: NDArray[np.integer]) -> bytes:
    return imagecodecs.jpegxl_encode_jpeg(bytes(imagecodecs.jpeg8_encode(picture, level=95)))


def _encoding(uid: str) -> dict[str, bool]:
    """How the rest of the data set is written."""
    return {
        "implicit_vr": uid in {syntaxes.IMPLICIT_LE, syntaxes.GE_IMPLICIT_BE},
        "little_endian": uid != syntaxes.EXPLICIT_BE,
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
