"""Windows on the keys 0 to 9."""

import pytest

from viewer.hanging.presets import PresetKind, presets, read_presets
from viewer.model.lut import VoiSource, Window


def test_ct_has_a_preset_on_every_key() -> None:
    assert [p.key for p in presets("CT")] == list("0123456789")


def test_a_ct_window_says_that_it_is_a_preset() -> None:
    lung = next(p for p in presets("ct") if p.name == "Lung")
    assert lung.window == Window(-600, 1500, name="Lung", source=VoiSource.PRESET)


def test_other_modalities_have_the_file_and_the_automatic_window() -> None:
    kinds = [(p.key, p.kind) for p in presets("MR")]
    assert kinds[0] == ("0", PresetKind.FILE)
    assert kinds[-1] == ("9", PresetKind.AUTO)
    assert presets("") == presets("MR")


def test_file_presets_count_from_zero() -> None:
    assert [p.number for p in presets("MR") if p.kind is PresetKind.FILE] == [0, 1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "[CT]\n1 = { name = 'a', auto = true }",  # no table for the others
        "['*']\n12 = { name = 'a', auto = true }",
        "['*']\n1 = { name = 'a', center = 1, width = 0 }",
        "['*']\n1 = { name = 'a', suv = [10, 0] }",
        "not toml",
    ],
)
def test_a_table_that_is_not_well_made_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_presets(text)


def test_pet_windows_are_uptake() -> None:
    assert {p.name: p.uptake for p in presets("PT") if p.kind is PresetKind.SUV}["SUV 0 to 10"] == (
        0.0,
        10.0,
    )
