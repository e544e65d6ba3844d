"""ICC profiles: colour samples to sRGB with LittleCMS (D-077).

No transfer syntax, but the same case: a library reads bytes from a stranger, so it runs in a
decoder process. The data of a request is the profile followed by the uncompressed frame.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import imagecodecs
import numpy as np

from viewer.errors import DecodeError
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout
from viewer.media.decoders.coded import CODEC_ERRORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PERCEPTUAL = 0  # ICC.1 rendering intent


def decode(request: DecodeRequest) -> DecodedFrame:
    """Transform one RGB frame (rows, columns, 3) of 8 or 16 bits, perceptual intent.

    Raises:
        DecodeError: if the profile is broken or leads nowhere.
    """
    layout = frame_layout(request.pixels)
    start = len(request.data) - layout.nbytes
    if start <= 0:
        raise DecodeError("the colour profile is missing")
    profile = bytes(request.data[:start])
    stored: NDArray[Any] = np.frombuffer(request.data, layout.dtype, offset=start)
    stored = stored.reshape(layout.shape)
    return DecodedFrame(_transformed(stored, profile, request.pixels.bits_stored))


def _transformed(stored: NDArray[Any], profile: bytes, bits_stored: int) -> NDArray[Any]:
    """LittleCMS counts to the full range of the type, DICOM to that of Bits Stored."""
    full, top = int(np.iinfo(stored.dtype).max), (1 << bits_stored) - 1
    samples = stored
    if top < full:
        scaled = np.minimum(stored, top) * np.float32(full / top)
        samples = np.rint(scaled).astype(stored.dtype)
    try:
        imagecodecs.cms_profile_validate(profile)
        shown = imagecodecs.cms_transform(
            samples,
            profile,
            _srgb(),
            colorspace="rgb",
            planar=False,
            outcolorspace="rgb",
            outplanar=False,
            intent=_PERCEPTUAL,
        )
    except CODEC_ERRORS as error:
        raise DecodeError("the colour profile is damaged") from error
    if top < full:
        shown = np.rint(shown * np.float32(top / full)).astype(stored.dtype)
    return np.asarray(shown)


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return bytes(imagecodecs.cms_profile("srgb"))
