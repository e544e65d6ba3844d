"""From where an image was taken: the attribute, else the code, old and new."""

import pytest
from pydicom.sr.codedict import codes

from tests.factories.elements import Writer, parsed
from viewer.media.views import view_modifiers, view_position

W = Writer()


def coded(value: str, *modifiers: str) -> bytes:
    below = b""
    if modifiers:
        items = [W.item(W.element(0x00080100, "SH", code)) for code in modifiers]
        below = W.sequence(0x00540222, *items)
    return W.sequence(0x00540220, W.item(W.element(0x00080100, "SH", value) + below))


def test_view_position_comes_before_the_code() -> None:
    raw = parsed(W.element(0x00185101, "CS", "mlo"), coded("399162004"))
    assert view_position(raw) == "MLO"


@pytest.mark.parametrize(
    ("code", "view"),
    [
        (codes.SCT.CranioCaudal, "CC"),
        (codes.SCT.MedioLateralObliqueProjection, "MLO"),
        (codes.SCT.MedioLateralProjection, "ML"),
        (codes.SCT.LateroMedial, "LM"),
        (codes.SCT.CranioCaudalExaggeratedLaterally, "XCCL"),
        (codes.SCT.PosteroAnterior, "PA"),
        (codes.SCT.AnteroPosterior, "AP"),
        (codes.SCT.LeftLateral, "LL"),
        (codes.SCT.LateralProjection, "LATERAL"),
    ],
)
def test_the_code_is_taken_where_there_is_no_view_position(code: object, view: str) -> None:
    """pydicom's code dictionary is the witness for the numbers."""
    assert view_position(parsed(coded(code.value))) == view  # type: ignore[attr-defined]


def test_codes_of_snomed_rt_and_unknown_ones() -> None:
    assert view_position(parsed(coded("R-10226"))) == "MLO"
    assert view_position(parsed(coded("12345"))) == ""
    assert view_position(parsed()) == ""
    assert view_position(parsed(W.sequence(0x00540220))) == ""


def test_modifiers_that_make_it_another_picture() -> None:
    magnified = coded("399162004", codes.SCT.Magnification.value, "399055006", "0")
    assert view_modifiers(parsed(magnified)) == ("M", "S")
    assert view_modifiers(parsed(coded("399162004"))) == ()
