"""The checks of the fuzz targets see what they are there to see."""

import dataclasses
from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.factories.headers import image_header
from tests.fuzz.contract import BrokenContractError, require_sane_header, same
from tests.fuzz.discs import Disc, damaged_disc
from tests.fuzz.watch import ForbiddenAccessError, Watch
from viewer.model.header import SeriesFacts
from viewer.model.lut import Palette
from viewer.settings import DecodeSettings


def test_arrays_inside_are_compared_by_content() -> None:
    one, other = (Palette(0, np.full((2, 3), value, np.uint8)) for value in (1, 2))
    assert same(one, dataclasses.replace(one, rgb=one.rgb.copy()))
    assert not same(one, other)


@pytest.mark.parametrize("modality", ["C\x1bT", "C\N{RIGHT-TO-LEFT OVERRIDE}T", "A" * 5000])
def test_texts_that_cannot_be_shown_are_seen(modality: str) -> None:
    header = image_header("IM1")
    require_sane_header(header, 4096, DecodeSettings())
    odd = dataclasses.replace(header, series=SeriesFacts(modality=modality))
    with pytest.raises(BrokenContractError, match=r"series\.modality"):
        require_sane_header(odd, 4096, DecodeSettings())


def test_what_is_opened_outside_the_medium_is_seen(tmp_path: Path) -> None:
    inside, outside = tmp_path / "disc", tmp_path / "secret"
    inside.mkdir()
    (inside / "IM1").write_bytes(b"x")
    outside.write_bytes(b"x")
    watch = Watch()
    watch.install()
    with watch.armed(inside):
        (inside / "IM1").read_bytes()
    with pytest.raises(ForbiddenAccessError, match="read"), watch.armed(inside):
        outside.read_bytes()
    with pytest.raises(ForbiddenAccessError, match="written"), watch.armed(inside):
        (inside / "IM2").write_bytes(b"x")


def test_a_disc_kept_as_a_finding_is_the_same_disc_again(tmp_path: Path) -> None:
    disc = damaged_disc(Random("1/1"), 5)  # noqa: S311  damage, no secrets
    again = Disc.unpacked(disc.packed())
    assert dict(again.files) == dict(disc.files)
    assert again.write(tmp_path) == tmp_path / ("DISC.ZIP" if again.zipped else "")
