"""D-024: padding that lossy compression has changed is not claimed to be exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.viewports import Recipe, stack_of
from viewer.model.header import LossyFacts
from viewer.model.image import Frame
from viewer.model.lut import Padding
from viewer.render.padding import PADDING_DRIFTED, padding_has_drifted
from viewer.render.source import prepare

LOSSY = LossyFacts(lossy=True)


def padded(drifted: int, by: int, *, dtype: type = np.uint16) -> NDArray[np.generic]:
    """Padding of 100 all along the edges (396 pixels), `drifted` of them off by so much."""
    array: NDArray[np.generic] = np.full((100, 100), 1000, dtype)
    array[0], array[-1], array[:, 0], array[:, -1] = 100, 100, 100, 100
    array[0, :drifted] = 100 + by
    return array


@pytest.mark.parametrize(
    ("drifted", "by", "found"),
    [(4, 5, True), (3, 5, False), (4, -5, True), (50, 6, False), (0, 0, False)],
)
def test_more_than_one_in_a_hundred_near_the_padding_value(
    drifted: int,
    by: int,
    found: bool,  # noqa: FBT001
) -> None:
    array = padded(drifted, by)
    image = stack_of([array], Recipe(lossy=LOSSY)).frames[0].header.image
    assert image is not None
    image = replace(image, padding=Padding(100, 100))
    assert padding_has_drifted(array, image) is found
    assert not padding_has_drifted(array, replace(image, lossy=LossyFacts()))
    assert not padding_has_drifted(array, replace(image, padding=None))


def test_it_is_said_beside_the_picture() -> None:
    array = padded(20, 2)
    frame = stack_of([array], Recipe(lossy=LOSSY)).frames[0]
    assert frame.header.image is not None
    image = replace(frame.header.image, padding=Padding(100, 100))
    ready = prepare(Frame(frame.key, array), image, frame.facts)
    assert ready.image.notices == (PADDING_DRIFTED,)
    exact = prepare(Frame(frame.key, padded(0, 0)), image, frame.facts)
    assert exact.image.notices == ()
