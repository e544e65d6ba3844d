"""SUV of the reference objects, from the disc to the numbers of a region (G-055, G-056)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.session_desk import FaultyDesk
from tests.shared_data import shared_data
from viewer.app.stack_suv import frame_suv
from viewer.model.annotation import Anchor, Annotation, AnnotationKind

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    made = FaultyDesk(None)
    made.open(shared_data() / "series" / "pet-suv-reference" / "DRO_3_0")
    made.run_until(lambda: made.session.workspace.active.shown is not None)
    yield made
    made.close()


def test_regions_and_points_say_suv_and_its_case(desk: FaultyDesk) -> None:
    frame = desk.session.workspace.active.state.frame
    assert frame is not None
    anchor = Anchor(frame.key)
    region = Annotation("r", AnnotationKind.RECTANGLE, ((120.0, 120.0), (136.0, 136.0)), anchor)
    measured = desk.session.measurements.of(region, frame)
    texts = {quantity.name: quantity.text for quantity in measured.quantities}
    assert texts["Mean"] == "3600 Bq/ml"
    for name in ("SUVbw Mean", "SUVbw Max", "SUVbw Min"):
        assert texts[name].strip() == "1.00"
    assert "SUVbw, decay corrected to start, dose assumed MBq" in measured.lines()
    point = Annotation("p", AnnotationKind.POINT, ((128.0, 128.0),), anchor)
    told = desk.session.measurements.of(point, frame)
    assert {q.name: q.text.strip() for q in told.quantities}["SUVbw"] == "1.00"


def test_every_image_knows_the_first_of_its_series(desk: FaultyDesk) -> None:
    stack = desk.session.workspace.active.state.stack
    assert stack is not None
    for frame in stack.frames:
        image = frame.header.image
        assert image is not None
        assert image.pet is not None
        assert image.pet.first_acquired == "20250101110000.000000"
        uptake = frame_suv(frame)
        assert uptake is not None
        assert uptake.factor is not None
