"""Colours as an image's ICC profile means them, for the screen alone (D-077)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from viewer.errors import PixelError
from viewer.media.decoders.base import COLOUR_SAMPLES, DecodeRequest
from viewer.media.decoders.syntaxes import ICC_TO_SRGB
from viewer.model.image import ImagePixels

if TYPE_CHECKING:  # numpy is loaded after the first paint
    from numpy.typing import NDArray

    from viewer.media.decoders.pool import DecoderPool
    from viewer.model.header import ImageFacts
    from viewer.model.image import Frame
    from viewer.model.lut import Palette

NOT_USABLE = "colour profile not usable, colours as stored"
_HEADER_BYTES = 128
# The standard asks for an input profile; files with that of a monitor, usually sRGB, are
# common, and it says the same thing: what the numbers look like. Others do not.
_CLASSES = frozenset({b"scnr", b"mntr"})
_CONNECTION_SPACES = frozenset({b"XYZ ", b"Lab "})
_STEPS = 9  # per channel of the colours by which a profile is tried
_MOST_TRIED = 64  # profiles remembered; an examination has one or two
_SAME = 1  # grey levels of 255 nobody sees


class ColourProfiles:
    """Applies profiles in the decoder processes; safe to use from several threads.

    Each profile is first tried with a few colours: what is sRGB in effect costs no more than
    that, and what breaks a decoder breaks it once.
    """

    def __init__(self, pool: DecoderPool) -> None:
        self._pool = pool
        self._tried: dict[bytes, bool | None] = {}  # whether it changes colours; None: not usable

    def applied(self, frame: Frame, image: ImageFacts) -> Frame:
        """The frame with `display` or `palette` set if its profile changes anything.

        A profile that cannot be used leaves the colours as they are, with a notice; it never
        raises PixelError.
        """
        profile, pixels, palette = image.icc_profile, image.pixels, image.palette
        if not profile or not (palette is not None or _is_rgb(frame.pixels, pixels)):
            return frame
        changes = self._changes_colours(profile)
        if changes is False:
            return frame
        as_stored = replace(frame, notices=(*frame.notices, NOT_USABLE))
        if changes is None:
            return as_stored
        try:
            if palette is not None:
                return replace(frame, palette=self._transformed_palette(palette, profile))
            shown = self._transformed(frame.pixels, pixels.bits_stored, profile)
            return replace(frame, display=shown)
        except PixelError:
            return as_stored

    def _changes_colours(self, profile: bytes) -> bool | None:
        """Whether it does, None where it cannot be used; tried once."""
        tried = self._tried
        if profile in tried:
            return tried[profile]
        effect = self._effect(profile)
        if len(self._tried) >= _MOST_TRIED:
            self._tried = {}  # another thread may be looking
        self._tried[profile] = effect
        return effect

    def _effect(self, profile: bytes) -> bool | None:
        import numpy as np  # noqa: PLC0415  not before the first paint

        if not _describes_rgb(profile):
            return None
        steps = np.linspace(0, 255, _STEPS).astype(np.uint8)
        colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
        colours = colours.reshape(_STEPS, -1, COLOUR_SAMPLES)
        try:
            shown = self._transformed(colours, 8, profile)
        except PixelError:
            return None
        return int(np.abs(shown.astype(np.int16) - colours).max()) > _SAME

    def _transformed_palette(self, palette: Palette, profile: bytes) -> Palette:
        rows = 2 - len(palette.rgb) % 2  # 65,536 entries are more than an image has columns
        shown = self._transformed(palette.rgb.reshape(rows, -1, COLOUR_SAMPLES), 8, profile)
        return replace(palette, rgb=shown.reshape(palette.rgb.shape))

    def _transformed(self, colours: NDArray[Any], bits_stored: int, profile: bytes) -> NDArray[Any]:
        bits = 8 * colours.dtype.itemsize
        description = ImagePixels(
            rows=colours.shape[0],
            columns=colours.shape[1],
            samples_per_pixel=COLOUR_SAMPLES,
            photometric_interpretation="RGB",
            bits_allocated=bits,
            bits_stored=min(bits_stored, bits),
            high_bit=min(bits_stored, bits) - 1,
            signed=False,
            planar_configuration=0,
            number_of_frames=1,
            transfer_syntax_uid=ICC_TO_SRGB,
        )
        request = DecodeRequest(description, profile + colours.tobytes())
        shown = self._pool.decode(request).array
        shown.flags.writeable = False
        return shown


def _is_rgb(array: NDArray[Any], pixels: ImagePixels) -> bool:
    """Whether the decoded samples are red, green and blue, as a profile expects them."""
    photometric = pixels.photometric_interpretation
    return (
        array.ndim == 3
        and array.dtype.str in {"|u1", "<u2"}
        and (photometric == "RGB" or photometric.startswith("YBR_"))
    )


def _describes_rgb(profile: bytes) -> bool:
    """Whether the header of a profile is one, of a kind that D-077 admits (ICC.1 7.2)."""
    return (
        len(profile) > _HEADER_BYTES
        and profile[36:40] == b"acsp"
        and profile[12:16] in _CLASSES
        and profile[16:20] == b"RGB "
        and profile[20:24] in _CONNECTION_SPACES
    )
