"""One frame from the medium to stored values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.errors import NoPixelsError
from viewer.media.decoders.base import DecodeRequest
from viewer.media.decoders.syntaxes import SLOW_WITH_LEVELS
from viewer.model.image import Frame

if TYPE_CHECKING:
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.medium import Medium
    from viewer.model.header import ImageFacts, InstanceHeader
    from viewer.model.image import FrameKey

_LARGE = 4_000_000  # pixels
_HUGE = 20_000_000


def load_frame(
    medium: Medium,
    header: InstanceHeader,
    key: FrameKey,
    pool: DecoderPool,
    *,
    reduction: int = 0,
) -> Frame:
    """Read and decode one frame, or with `reduction` a preview of it (`reduction_of`).

    Raises PixelError or FileReadError.
    """
    image = header.image
    if image is None:
        raise NoPixelsError(header.image_problem or "the object has no pixels")
    encoded = medium.read_frame(key)
    request = DecodeRequest(
        pixels=image.pixels,
        data=encoded.data,
        bit_offset=encoded.bit_offset,
        overlay_bits=()
        if reduction
        else tuple(overlay.bit_position for overlay in image.embedded_overlays),
        truncated=encoded.truncated,
        frame_index=key.frame_index,
        reduction=reduction,
    )
    decoded = pool.decode(request)
    decoded.array.flags.writeable = False
    notices = (*encoded.notices, *decoded.notices)
    return Frame(key, decoded.array, notices, decoded.overlay_planes, reduction=reduction)


def reduction_of(image: ImageFacts) -> int:
    """How often a preview halves the image; 0 where the whole comes as quickly.

    Only JPEG 2000 takes long enough and keeps smaller pictures in its stream (decoders.md 1.3);
    a quarter costs 1/16. Bits that hold overlays have no mean, and profiles are for the whole.
    """
    area = image.pixels.rows * image.pixels.columns
    is_slow = image.pixels.transfer_syntax_uid in SLOW_WITH_LEVELS and area > _LARGE
    if not is_slow or image.embedded_overlays or image.icc_profile:
        return 0
    return 2 if area <= _HUGE else 3
