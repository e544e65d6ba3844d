"""The value under the pointer."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.render.images import facts_of, frame_of
from viewer.model.header import FrameFacts
from viewer.model.lut import LutTable, ModalityLut, ModalityTable, Padding, Palette, Rescale
from viewer.render.probe import Probe, number, probe, value_text

ARRAY = np.array([[0, 182], [1024, -2000]], np.int16)
CT = FrameFacts(modality_lut=Rescale(1, -1024, "HU"))


def at(column: float, row: float) -> Probe | None:
    facts = facts_of(ARRAY, CT, padding=Padding(-2000, -2000))
    return probe(frame_of(ARRAY), facts, CT, (column, row))


def test_hounsfield_units_with_a_true_minus() -> None:
    assert at(1.49, -0.5) == Probe(1, 0, (182.0,), -842.0, "\u2212842 HU")
    assert at(0, 1) == Probe(0, 1, (1024.0,), 0.0, "0 HU")


def test_padding_has_no_value() -> None:
    """D-023."""
    found = at(1, 1)
    assert found is not None
    assert (found.text, found.value) == ("padding", None)


@pytest.mark.parametrize("point", [(-0.51, 0), (1.5, 0), (0, 1.5), (0, -0.6)])
def test_outside_is_nothing(point: tuple[float, float]) -> None:
    assert at(*point) is None


def test_not_a_number_is_padding() -> None:
    array = np.array([[np.nan, 0.25]], np.float32)
    facts = facts_of(array)
    texts = [probe(frame_of(array), facts, facts.frames[0], (c, 0)) for c in (0, 1)]
    assert [found.text for found in texts if found] == ["padding", "0.25 (stored)"]


def test_colour_and_palette() -> None:
    array = np.array([[[1, 2, 255]]], np.uint8)
    facts = facts_of(array)
    found = probe(frame_of(array), facts, facts.frames[0], (0, 0))
    assert found == Probe(0, 0, (1.0, 2.0, 255.0), None, "RGB 1, 2, 255")
    indices = np.array([[9]], np.uint8)
    facts = facts_of(indices, palette=Palette(0, np.zeros((1, 3), np.uint8)))
    found = probe(frame_of(indices), facts, facts.frames[0], (0, 0))
    assert found is not None
    assert found.text == "palette index 9"


@pytest.mark.parametrize(
    ("lut", "text"),
    [
        (Rescale(), "12.5 (stored)"),
        (Rescale(2, 0), "12.5 (no unit)"),
        (Rescale(1, 0, "US"), "12.5 (stored)"),
        (Rescale(1, 0, "", calibrated=False), "12.5 (uncalibrated)"),
        (Rescale(1, 0, "MGML"), "12.5 mg/ml"),
        (Rescale(1, 0, "BQML"), "12.5 Bq/ml"),
        (ModalityTable(LutTable(0, 16, np.zeros(1, np.uint16)), "OD"), "12.5 \u00d7 0.001 OD"),
    ],
)
def test_units_are_always_said(lut: ModalityLut, text: str) -> None:
    """S-13."""
    assert value_text(12.5, lut) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.5, "\u22120.5"), (1e20, "1e+20"), (1234567.0, "1234567"), (0.1 + 0.2, "0.3")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_a_preview_has_no_values() -> None:
    """Its pixels are not those of the image (S-13)."""
    frame = frame_of(ARRAY[:1, :1], reduction=1)
    assert probe(frame, facts_of(ARRAY, CT), CT, (0, 0)) is None
