"""D-105: which regions there are, which counts, and what their axes mean."""

from __future__ import annotations

import pytest

from tests.factories.elements import Writer, parsed
from viewer.media.calibration import spacing
from viewer.media.ultrasound_regions import ultrasound_regions
from viewer.model.geometry import RegionAxis, RegionUnit, SpacingSource

W = Writer()
US = "1.2.840.10008.5.1.4.1.1.6.1"
REGIONS = 0x00186011


def region(
    left: int,
    deltas: tuple[float, float],
    *,
    units: tuple[int, int] = (3, 3),
    transparent: int = 0,
    baseline: int | None = None,
    velocity: float | None = None,
) -> bytes:
    box = {0x00186018: left, 0x0018601A: 10, 0x0018601C: left + 99, 0x0018601E: 209}
    elements = W.element(0x00186012, "US", 3) + W.element(0x00186016, "UL", transparent)
    elements += b"".join(W.element(tag, "UL", value) for tag, value in box.items())
    if baseline is not None:
        elements += W.element(0x00186022, "SL", baseline)
    elements += W.element(0x00186024, "US", units[0]) + W.element(0x00186026, "US", units[1])
    if velocity is not None:
        elements += W.element(0x0018602A, "FD", velocity)
    elements += W.element(0x0018602C, "FD", deltas[0]) + W.element(0x0018602E, "FD", deltas[1])
    return W.item(elements)


def test_opaque_regions_come_first_and_sizes_are_in_mm() -> None:
    raw = parsed(
        W.sequence(REGIONS, region(0, (0.01, -0.02), transparent=1), region(50, (0.02, -0.04)))
    )
    found = ultrasound_regions(raw)
    assert [(r.left, r.top, r.right, r.bottom) for r in found] == [
        (50, 10, 149, 209),
        (0, 10, 99, 209),
    ]
    scales = [r.spacing for r in found]
    assert [(s.row_mm, s.column_mm) for s in scales if s] == [
        pytest.approx((0.4, 0.2)),  # |delta| * 10, cm to mm
        pytest.approx((0.2, 0.1)),
    ]


def test_a_spectral_region_has_time_and_signed_velocity() -> None:
    raw = parsed(
        W.sequence(REGIONS, region(0, (0.005, -1.25), units=(4, 7), baseline=120, velocity=10.0))
    )
    (found,) = ultrasound_regions(raw)
    assert found.x == RegionAxis(RegionUnit.SECOND, 0.005)
    assert found.y == RegionAxis(RegionUnit.CENTIMETRE_PER_SECOND, -1.25, 120.0, 10.0)
    assert found.spatial_format == 3
    assert found.spacing is None
    assert found.y.value_at(100) == pytest.approx(35.0)  # above the baseline: towards the probe
    assert found.x.value_at(1) is None


def test_spacing_is_given_only_if_all_spatial_regions_share_it() -> None:
    one = parsed(
        W.sequence(
            REGIONS,
            region(0, (0.01, 0.01)),
            region(200, (0.01, -0.01)),
            region(400, (0.005, -1.25), units=(4, 7)),
        )
    )
    found = spacing(one, US, ultrasound_regions(one), has_plane=False)
    assert found is not None
    assert found.source is SpacingSource.ULTRASOUND
    assert found.row_mm == pytest.approx(0.1)
    two = parsed(W.sequence(REGIONS, region(0, (0.01, 0.01)), region(200, (0.02, 0.02))))
    assert spacing(two, US, ultrasound_regions(two), has_plane=False) is None


def test_regions_that_cannot_be_are_left_out() -> None:
    """D-106."""
    raw = parsed(
        W.sequence(
            REGIONS,
            region(0, (9.0, 9.0)),
            region(0, (0.01, 0.01), units=(0, 0)),
            region(0, (0.01, 0.01), units=(99, 4)),
            region(0, (0.0, 0.0)),
            W.item(W.element(0x00186024, "US", 3)),
        )
    )
    found = ultrasound_regions(raw)
    assert [(r.x.unit, r.y.unit) for r in found] == [(RegionUnit.NONE, RegionUnit.SECOND)]
    assert raw.deviations == (
        "unusable spacing of an ultrasound region",
        "ultrasound region without a place",
    )


@pytest.mark.parametrize(
    ("point", "inside"),
    [((-0.5, 9.5), True), ((99.5, 209.5), True), ((-0.6, 50), False), ((50, 209.6), False)],
)
def test_a_region_holds_the_whole_of_its_pixels(
    point: tuple[float, float], *, inside: bool
) -> None:
    (found,) = ultrasound_regions(parsed(W.sequence(REGIONS, region(0, (0.01, 0.01)))))
    assert found.contains(point) is inside
