"""PNG files of our own, against libpng."""

from __future__ import annotations

from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.render.png import png_bytes, png_pixels


def _picture(shape: tuple[int, ...], kind: str) -> NDArray[Any]:
    """Slopes with some noise, so that all three kinds of lines occur."""
    rng = np.random.default_rng(5)
    most = np.iinfo(kind).max
    slopes = np.add.outer(np.arange(shape[0]) * 3, np.arange(shape[1]) * 5)
    noise = rng.integers(0, most // 50 + 2, size=shape)
    plain = slopes if len(shape) == 2 else slopes[..., None]
    picture = (plain + noise) % most
    picture[shape[0] // 2 :: 7] = rng.integers(0, most, size=picture[shape[0] // 2 :: 7].shape)
    return picture.astype(kind)


@pytest.mark.parametrize("kind", ["u1", "u2"])
@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 3), (5, 1), (7, 3, 3), (300, 41), (300, 41, 3), (257, 8), (513, 2, 3)]
)
def test_libpng_reads_the_same_picture(shape: tuple[int, ...], kind: str) -> None:
    picture = _picture(shape, kind)

    data = png_bytes(picture)

    theirs = np.asarray(imagecodecs.png_decode(data))
    np.testing.assert_array_equal(theirs.reshape(shape), picture)
    np.testing.assert_array_equal(png_pixels(data), picture)
    assert theirs.dtype == picture.dtype == png_pixels(data).dtype


def test_a_part_of_an_array_is_written_as_it_is_seen() -> None:
    picture = _picture((20, 20, 3), "u1")[3:15:2, ::-1]
    np.testing.assert_array_equal(imagecodecs.png_decode(png_bytes(picture)), picture)


@pytest.mark.parametrize("place", [20, 45, -20, -6])
def test_damage_is_found(place: int) -> None:
    data = bytearray(png_bytes(_picture((30, 20), "u1")))
    data[place] ^= 0x10
    with pytest.raises(ValueError, match="PNG"):
        png_pixels(bytes(data))
