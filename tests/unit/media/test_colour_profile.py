"""ICC profiles through real decoder processes; expected colours by hand (D-077)."""

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.icc import BLUE, GREEN, RED, profile, srgb_curve
from viewer.media.colour_profile import NOT_USABLE, ColourProfiles
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.model.header import FrameFacts, ImageFacts
from viewer.model.image import FileKey, Frame, FrameKey, ImagePixels
from viewer.model.lut import Palette
from viewer.settings import DecodeSettings

COLOURS = np.array([[[0, 0, 0], [255, 255, 255], [255, 0, 0]], [[128] * 3, [64] * 3, [0, 0, 255]]])
# Channels that count light become sRGB: 1.055 * (128 / 255) ** (1 / 2.4) - 0.055 = 188 / 255.
ENCODED = [[[0, 0, 0], [255, 255, 255], [255, 0, 0]], [[188] * 3, [137] * 3, [0, 0, 255]]]


@pytest.fixture(scope="module")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(DecodeSettings(workers=1)) as made:
        yield made


def shown(
    pool: DecoderPool,
    icc: bytes,
    array: NDArray[Any] | None = None,
    photometric: str = "RGB",
    bits_stored: int = 8,
) -> Frame:
    frame, image = stored(icc, array, photometric, bits_stored)
    return ColourProfiles(pool).applied(frame, image)


def stored(
    icc: bytes,
    array: NDArray[Any] | None = None,
    photometric: str = "RGB",
    bits_stored: int = 8,
) -> tuple[Frame, ImageFacts]:
    array = COLOURS.astype(np.uint8) if array is None else array
    pixels = ImagePixels(
        rows=array.shape[0],
        columns=array.shape[1],
        samples_per_pixel=3 if array.ndim == 3 else 1,
        photometric_interpretation=photometric,
        bits_allocated=array.dtype.itemsize * 8,
        bits_stored=bits_stored,
        high_bit=bits_stored - 1,
        signed=False,
        planar_configuration=0,
        number_of_frames=1,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )
    image = ImageFacts(pixels, (FrameFacts(),), icc_profile=icc)
    return Frame(FrameKey(FileKey(0, "IM1"), 0), array, ("before",)), image


def near(frame: Frame, expected: object, tolerance: int = 1) -> bool:
    assert frame.display is not None
    return bool((np.abs(frame.display.astype(int) - np.array(expected)) <= tolerance).all())


def test_linear_light_is_encoded_for_the_screen_and_stored_values_stay(pool: DecoderPool) -> None:
    frame = shown(pool, profile())
    assert near(frame, ENCODED)
    assert frame.pixels.tolist() == COLOURS.tolist()
    assert frame.notices == ("before",)
    assert frame.nbytes == 2 * COLOURS.size


def test_colorants_say_which_colour_a_channel_is(pool: DecoderPool) -> None:
    """A device whose red is sRGB's green, and so on round."""
    frame = shown(pool, profile((GREEN, BLUE, RED)))
    assert frame.display is not None
    rows = frame.display.astype(int)
    assert np.abs(rows[0, 2] - [0, 255, 0]).max() <= 1
    assert np.abs(rows[1, 2] - [255, 0, 0]).max() <= 1


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL_422", "YBR_RCT"])
def test_what_decoders_give_as_rgb_is_rgb(pool: DecoderPool, photometric: str) -> None:
    assert near(shown(pool, profile(), photometric=photometric), ENCODED)


def test_a_monitor_profile_is_taken_too(pool: DecoderPool) -> None:
    assert near(shown(pool, profile(device=b"mntr")), ENCODED)


@pytest.mark.parametrize(("bits", "tolerance"), [(16, 256), (12, 16), (10, 4)])
def test_more_than_8_bits_keep_their_range(pool: DecoderPool, bits: int, tolerance: int) -> None:
    top = (1 << bits) - 1
    array = np.rint(COLOURS * (top / 255)).astype(np.uint16)
    frame = shown(pool, profile(), array, bits_stored=bits)
    assert near(frame, np.array(ENCODED) * (top / 255), tolerance)
    assert frame.display is not None
    assert frame.display.max() == top


def test_an_srgb_profile_changes_nothing(pool: DecoderPool) -> None:
    frame = shown(pool, profile(curve=srgb_curve()))
    assert frame.display is None
    assert frame.notices == ("before",)


@pytest.mark.parametrize(
    "icc",
    [
        b"no profile",
        bytes(3144),
        profile()[:128] + b"\xff" * 400,
        profile()[:300],
        profile(device=b"prtr"),
        profile(device=b"spac"),
        profile(space=b"CMYK"),
        profile().replace(b"rXYZ", b"xxxx"),
    ],
    ids=["short", "zeros", "garbage", "cut", "printer", "space", "cmyk", "colorant"],
)
def test_a_profile_that_cannot_be_used_is_told(pool: DecoderPool, icc: bytes) -> None:
    frame = shown(pool, icc)
    assert frame.display is None
    assert frame.notices == ("before", NOT_USABLE)


def test_every_broken_byte_is_survived(pool: DecoderPool) -> None:
    """Either a picture of the right shape or the notice, never an error, and no dead process."""
    whole = bytearray(profile(curve=srgb_curve(64)))
    for place in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        frame = shown(pool, bytes(broken))
        assert frame.display is None or frame.display.shape == COLOURS.shape
    assert near(shown(pool, profile()), ENCODED)


@pytest.mark.parametrize("photometric", ["CIELAB", "HSV"])
def test_other_colours_are_left_alone(pool: DecoderPool, photometric: str) -> None:
    assert shown(pool, profile(), photometric=photometric).display is None


@pytest.mark.parametrize("count", [3, 256, 65536])
def test_a_palette_is_shown_as_its_profile_means(pool: DecoderPool, count: int) -> None:
    rgb = np.zeros((count, 3), np.uint8)
    rgb[:3] = COLOURS[1]
    frame, image = stored(profile(), np.zeros((4, 4), np.uint16), "PALETTE COLOR", 16)
    shown = ColourProfiles(pool).applied(frame, replace(image, palette=Palette(5, rgb)))
    assert shown.palette is not None
    assert shown.palette.first_mapped == 5
    assert np.abs(shown.palette.rgb[:3].astype(int) - ENCODED[1]).max() <= 1
    assert len(shown.palette.rgb) == count
    assert shown.display is None


def test_a_palette_with_a_broken_profile_is_told(pool: DecoderPool) -> None:
    frame, image = stored(b"no profile", np.zeros((4, 4), np.uint8), "PALETTE COLOR")
    palette = Palette(0, np.zeros((4, 3), np.uint8))
    shown = ColourProfiles(pool).applied(frame, replace(image, palette=palette))
    assert (shown.palette, shown.notices) == (None, ("before", NOT_USABLE))


def test_grey_images_have_no_colours_to_correct(pool: DecoderPool) -> None:
    grey = np.zeros((4, 4), np.uint8)
    frame = shown(pool, profile(), grey, photometric="MONOCHROME2")
    assert frame.display is None
    assert frame.notices == ("before",)


def test_a_profile_is_tried_once(monkeypatch: pytest.MonkeyPatch, pool: DecoderPool) -> None:
    """A profile that fails in the decoder costs one request, not one for each frame."""
    asked = []
    decode = pool.decode

    def counted(request: DecodeRequest) -> DecodedFrame:
        asked.append(request)
        return decode(request)

    monkeypatch.setattr(pool, "decode", counted)
    colours = ColourProfiles(pool)
    broken = profile().replace(b"rXYZ", b"xxxx")
    frame, image = stored(broken)
    frames = [colours.applied(frame, image) for _ in range(3)]
    assert all(one.notices[-1] == NOT_USABLE for one in frames)
    assert len(asked) == 1


def test_nothing_of_a_frame_stays_when_its_profile_cannot_be_used(pool: DecoderPool) -> None:
    """The same error raised for each frame once kept every one of them in its trace."""
    colours = ColourProfiles(pool)
    frame, image = stored(b"no profile")
    pixels = weakref.ref(frame.pixels)
    frame = colours.applied(frame, image)
    assert frame.notices[-1] == NOT_USABLE
    del frame
    gc.collect()
    assert pixels() is None
