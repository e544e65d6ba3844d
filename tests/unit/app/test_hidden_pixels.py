"""D-093: what a shutter hides is in no statistics."""

from dataclasses import replace

import numpy as np

from tests.factories.viewports import loaded, stack_of
from viewer.app.hidden_pixels import hidden_pixels
from viewer.model.shutter import Shutter


def test_what_the_images_shutter_hides() -> None:
    array = np.zeros((4, 5), np.uint16)
    frame = stack_of([array]).frames[0]
    assert hidden_pixels(loaded(frame, array)) is None
    shutter = Shutter(rectangle=(2, 4, 2, 3))
    shut = replace(frame, facts=replace(frame.facts, shutter=shutter))
    mask = hidden_pixels(loaded(shut, array))
    assert mask is not None
    assert np.argwhere(~mask).tolist() == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]]
