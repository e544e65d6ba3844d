"""Windows by SUV, for the image and the stack on show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.render.images import facts_of, frame_of
from viewer.app.frames import LoadedFrame
from viewer.app.preset_window import automatic_window, preset_window
from viewer.hanging.presets import presets
from viewer.model.header import FrameFacts
from viewer.model.lut import Rescale, VoiSource, Window
from viewer.model.pet import PetFacts, PetSeries
from viewer.render.source import prepare

SUV_0_TO_10 = next(p for p in presets("PT") if p.name == "SUV 0 to 10")
PET = PetSeries(
    units="BQML",
    corrected_image=("ATTN", "DECY"),
    decay_correction="ADMIN",
    total_dose=350e6,
    weight=70.0,
)


def loaded(pet: PetSeries) -> LoadedFrame:
    pixels = np.array([[0, 5000]], np.uint16)
    facts = FrameFacts(modality_lut=Rescale(2, 0, "BQML"))
    image = replace(facts_of(pixels, facts), pet=PetFacts(pet))
    frame = frame_of(pixels)
    return LoadedFrame(frame.key, frame, prepare(frame, image, facts))


def test_from_and_to_an_uptake_in_the_values_of_the_image() -> None:
    window = preset_window(SUV_0_TO_10, loaded(PET))
    assert isinstance(window, Window)
    assert [window.center, window.width] == pytest.approx([25_000, 50_000])
    assert (window.name, window.source) == ("SUV 0 to 10", VoiSource.PRESET)


def test_nothing_where_there_is_no_suv() -> None:
    assert preset_window(SUV_0_TO_10, loaded(replace(PET, weight=None))) is None


def test_automatic_brightness_of_pet_leaves_out_no_focus() -> None:
    """D-050: as asked for by hand, by the slice on show."""
    window = automatic_window(loaded(PET))
    assert isinstance(window, Window)
    assert (window.center, window.width) == (5000.5, 10_001)  # 0 to 5000 x 2, whole numbers
    assert window.source is VoiSource.AUTO
