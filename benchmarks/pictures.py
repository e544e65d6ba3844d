"""Computed pictures with the statistics of real ones: what a codec does depends on the noise."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.demo.pixels import cloud

Words = NDArray[np.uint16]

CT_SIDE = 512
MAMMOGRAM = (4096, 3328)
SIZES = {1: (1024, 1024), 8: (3328, 2560), 32: (6400, 5120)}  # megapixels -> rows, columns
_AIR, _SOFT, _LUNG, _BONE = 24, 1064, 180, 1750  # HU + 1024
_SEED = 20

# The slice's number, bit by bit, in squares across the middle, where no words are drawn.
MARK_PX = 24
MARK_BITS = 12
_MARK_ON = 1400
_MARK_TOP = 244
_MARK_LEFT = 48


def ct_slice(number: int) -> Words:
    """Slice `number` of a chest, (512, 512), 12 bit, with `number` written in its middle."""
    body, grain = _chest(), _grain()
    breath = 1 + 0.06 * np.sin(number / 60)
    rows = np.clip((np.arange(CT_SIDE) - 256) * breath + 256, 0, CT_SIDE - 1).astype(np.intp)
    noise = np.roll(grain, (number * 37 % CT_SIDE, number * 101 % CT_SIDE), (0, 1))
    image = body[rows] + noise
    for bit in range(MARK_BITS + 1):
        top, left = mark_place(bit)
        is_on = bit == MARK_BITS or bool(number >> bit & 1)  # the last one is always on
        image[top : top + MARK_PX, left : left + MARK_PX] = _MARK_ON if is_on else _AIR
    return np.asarray(np.clip(np.rint(image), 0, 4095), np.uint16)


def mark_place(bit: int) -> tuple[int, int]:
    """First row and column of the square of a bit."""
    return _MARK_TOP, _MARK_LEFT + bit * (MARK_PX + 8)


def still(rows: int, columns: int, number: int = 0) -> Words:
    """A mammogram-like picture: texture, black background, quantum noise; 12 bit."""
    rng = np.random.default_rng((_SEED, rows, number))
    texture = cloud((rows // 4, columns // 4), rows / 640, 6, _SEED + number)
    texture = texture.repeat(4, axis=0).repeat(4, axis=1)[:rows, :columns]
    y = (np.arange(rows, dtype=np.float32)[:, None] - rows / 2) / (rows * 0.47)
    x = np.arange(columns, dtype=np.float32)[None, :] / (columns * 0.8)
    inside = 1 - x * x - y * y
    image = np.sqrt(np.clip(inside, 0, 1)) * (1500 + 260 * texture) + 120
    image += rng.standard_normal(image.shape, np.float32) * np.sqrt(image) * 0.35
    image[inside <= 0] = 0
    return np.asarray(np.clip(np.rint(image), 0, 4095), np.uint16)


@lru_cache(maxsize=1)
def _chest() -> NDArray[np.float32]:
    y, x = np.mgrid[-1 : 1 : CT_SIDE * 1j, -1 : 1 : CT_SIDE * 1j].astype(np.float32)
    texture = cloud((CT_SIDE, CT_SIDE), 6, 5, _SEED)
    image = np.full((CT_SIDE, CT_SIDE), _AIR, np.float32)
    body = (x / 0.92) ** 2 + ((y - 0.12) / 0.72) ** 2
    image[body < 1] = 960
    image = np.where(body < 0.86, _SOFT + 22 * texture, image)
    for side in (-1, 1):
        lung = ((x - side * 0.42) / 0.3) ** 2 + ((y - 0.1) / 0.45) ** 2
        vessels = np.clip(texture - 1.1, 0, 1) * 700
        image = np.where(lung < 1, _LUNG + 45 * texture + vessels, image)
    spine = (x / 0.12) ** 2 + ((y - 0.66) / 0.12) ** 2
    image = np.where(spine < 1, _BONE - 300 * spine + 60 * texture, image)
    ribs = (np.abs(body - 0.78) < 0.03) & (np.sin(np.arctan2(y - 0.12, x) * 14) > 0.2)
    return np.asarray(np.where(ribs, _BONE - 250, image), np.float32)


@lru_cache(maxsize=1)
def _grain() -> NDArray[np.float32]:
    return np.random.default_rng(_SEED).normal(0, 8, (CT_SIDE, CT_SIDE)).astype(np.float32)
