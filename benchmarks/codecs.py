"""Every compressed transfer syntax: how to make a frame, the bare codec call, other decoders."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]


@dataclass(frozen=True)
class Codec:
    """One transfer syntax; `call` is the library's decoding of a frame and nothing else."""

    name: str
    uid: str
    bits: int
    encode: Callable[[Pixels], bytes]
    call: Callable[[bytes, Pixels], Pixels]  # of the frame, and an array of its shape and type
    dcmtk: str = ""  # the program that decodes it
    gdcm: bool = False


def _j2k(level: int = 0) -> Callable[[Pixels], bytes]:
    def encode(pixels: Pixels) -> bytes:
        return bytes(
            imagecodecs.jpeg2k_encode(
                pixels,
                level=level,
                reversible=level == 0,
                codecformat="j2k",
                resolutions=6,
                bitspersample=12,
                numthreads=1,
            )
        )

    return encode


def _htj2k(level: float = 0) -> Callable[[Pixels], bytes]:
    def encode(pixels: Pixels) -> bytes:
        return bytes(imagecodecs.htj2k_encode(pixels, level=level, reversible=level == 0))

    return encode


def _rle(pixels: Pixels) -> bytes:
    from pydicom.pixels.encoders.base import get_encoder  # noqa: PLC0415  only media that are not cached need it
    from pydicom.uid import RLELossless  # noqa: PLC0415  likewise

    frame: bytes = get_encoder(RLELossless).encode(
        pixels,
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        samples_per_pixel=1,
        bits_allocated=16,
        bits_stored=12,
        pixel_representation=0,
        photometric_interpretation="MONOCHROME2",
        number_of_frames=1,
        encoding_plugin="pydicom",
    )
    return frame


def _deflate(pixels: Pixels) -> bytes:
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeeze.compress(pixels.tobytes()) + squeeze.flush()


def _call_rle(data: bytes, like: Pixels) -> Pixels:
    planes = imagecodecs.dicomrle_decode(data, like.dtype)
    return np.frombuffer(planes, like.dtype).reshape(like.shape)


def _call_deflate(data: bytes, like: Pixels) -> Pixels:
    inflated = imagecodecs.deflate_decode(data, raw=True, out=like.nbytes)
    return np.frombuffer(inflated, like.dtype).reshape(like.shape)


def _calls(decode: Callable[..., Any], **options: Any) -> Callable[[bytes, Pixels], Pixels]:  # noqa: ANN401  the library's own
    return lambda data, _: np.asarray(decode(data, **options))


def _lossless_jpeg(pixels: Pixels) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=1, bitspersample=12))


_JPEG = "1.2.840.10008.1.2.4."
_jpeg8 = _calls(imagecodecs.jpeg8_decode)
_jpegls = _calls(imagecodecs.jpegls_decode)
_openjpeg = _calls(imagecodecs.jpeg2k_decode)

CODECS = (
    Codec("RLE", "1.2.840.10008.1.2.5", 12, _rle, _call_rle, "dcmdrle", gdcm=True),
    Codec("Deflate", "1.2.840.10008.1.2.8.1", 12, _deflate, _call_deflate),
    Codec(
        *("JPEG Baseline", _JPEG + "50", 8),
        *(lambda p: bytes(imagecodecs.jpeg8_encode(p, level=90)), _jpeg8, "dcmdjpeg"),
        gdcm=True,
    ),
    Codec(
        *("JPEG Extended", _JPEG + "51", 12),
        lambda p: bytes(imagecodecs.jpeg8_encode(p, level=90, bitspersample=12)),
        *(_jpeg8, "dcmdjpeg"),
        gdcm=True,
    ),
    Codec("JPEG lossless", _JPEG + "70", 12, _lossless_jpeg, _jpeg8, "dcmdjpeg", gdcm=True),
    Codec(
        *("JPEG-LS", _JPEG + "80", 12),
        *(lambda p: bytes(imagecodecs.jpegls_encode(p)), _jpegls, "dcmdjpls"),
        gdcm=True,
    ),
    Codec(
        *("JPEG-LS near", _JPEG + "81", 12),
        *(lambda p: bytes(imagecodecs.jpegls_encode(p, level=2)), _jpegls, "dcmdjpls"),
        gdcm=True,
    ),
    Codec("JPEG 2000", _JPEG + "90", 12, _j2k(), _openjpeg, gdcm=True),
    Codec("JPEG 2000 lossy", _JPEG + "91", 12, _j2k(60), _openjpeg, gdcm=True),
    Codec("HTJ2K", _JPEG + "201", 12, _htj2k(), _calls(imagecodecs.htj2k_decode)),
    Codec("HTJ2K lossy", _JPEG + "203", 12, _htj2k(0.00005), _openjpeg),
    Codec(
        *("JPEG XL", _JPEG + "110", 12),
        lambda p: bytes(imagecodecs.jpegxl_encode(p, lossless=True, effort=3, usecontainer=False)),
        _calls(imagecodecs.jpegxl_decode, numthreads=1),
    ),
)
BY_NAME = {codec.name: codec for codec in CODECS}
