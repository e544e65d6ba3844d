"""One frame from the medium to stored values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.errors import NoPixelsError
from viewer.media.decoders.base import DecodeRequest
from viewer.model.image import Frame

if TYPE_CHECKING:
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.medium import Medium
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FrameKey


def load_frame(medium: Medium, header: InstanceHeader, key: FrameKey, pool: DecoderPool) -> Frame:
    """Read and decode one frame; raises PixelError or FileReadError."""
    image = header.image
    if image is None:
        raise NoPixelsError(header.image_problem or "the object has no pixels")
    encoded = medium.read_frame(key)
    request = DecodeRequest(
        pixels=image.pixels,
        data=encoded.data,
        bit_offset=encoded.bit_offset,
        overlay_bits=tuple(overlay.bit_position for overlay in image.embedded_overlays),
        truncated=encoded.truncated,
        frame_index=key.frame_index,
    )
    decoded = pool.decode(request)
    decoded.array.flags.writeable = False
    notices = (*encoded.notices, *decoded.notices)
    return Frame(key, decoded.array, notices, decoded.overlay_planes)
