"""D-020..D-022, D-030..D-036, D-045..D-049: grey steps as a header states them."""

import numpy as np
import pytest

from tests.factories.elements import Writer, grey, parsed
from viewer.media.luts import modality_lut, padding, voi_transforms
from viewer.model.lut import (
    LutTable,
    ModalityLut,
    ModalityTable,
    Padding,
    Rescale,
    VoiFunction,
    VoiLut,
    VoiTransform,
    Window,
)

W = Writer()
STORAGE = "1.2.840.10008.5.1.4.1.1."
CT, MR, DX, XA, PET, DOSE = (STORAGE + n for n in ("2", "4", "1.1", "12.1", "128", "481.2"))
MODALITY_LUT, VOI_LUT = 0x00283000, 0x00283010


def rescaled(slope: str | None, intercept: str | None, *more: bytes) -> bytes:
    return b"".join(
        (
            *more,
            W.element(0x00281052, "DS", intercept) if intercept is not None else b"",
            W.element(0x00281053, "DS", slope) if slope is not None else b"",
        )
    )


def lut(tag: int, descriptor: tuple[int, int, int], data: bytes, *more: bytes) -> bytes:
    words = [value & 0xFFFF for value in descriptor]
    return W.sequence(
        tag,
        W.item(
            W.element(0x00283002, "US", words) + b"".join(more) + W.element(0x00283006, "OW", data)
        ),
    )


@pytest.mark.parametrize(
    ("slope", "intercept", "expected"),
    [
        ("2", "-1024", Rescale(2.0, -1024.0, "HU")),
        ("0", "5", Rescale(1.0, 5.0, "HU", calibrated=False)),
        ("much", "5", Rescale(1.0, 5.0, "HU", calibrated=False)),
        ("2", "some", Rescale(2.0, 0.0, "HU", calibrated=False)),
        (None, None, Rescale(unit="HU")),
        ("2", None, Rescale(2.0, 0.0, "HU")),
    ],
)
def test_rescale_of_ct(slope: str | None, intercept: str | None, expected: Rescale) -> None:
    assert modality_lut(parsed(rescaled(slope, intercept)), CT, grey()) == expected


def test_a_screen_shot_of_a_ct_has_no_unit() -> None:
    """D-030 is about CT images; a secondary capture may be a CT by its modality alone."""
    ct = W.element(0x00080060, "CS", "CT")
    assert modality_lut(parsed(ct), STORAGE + "7", grey()) == Rescale()
    assert modality_lut(parsed(ct), STORAGE + "2.1", grey()) == Rescale(unit="HU")


def test_units_are_stated_or_follow_the_modality() -> None:
    localizer = W.element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER")
    assert modality_lut(parsed(localizer, rescaled("1", "0")), CT, grey()) == Rescale()
    assert modality_lut(parsed(rescaled("1", "0")), MR, grey()) == Rescale()
    stated = parsed(rescaled("1", "0"), W.element(0x00281054, "LO", "US"))
    assert modality_lut(stated, CT, grey()) == Rescale(unit="US")
    pet = parsed(rescaled("3", "0"), W.element(0x00541001, "CS", "BQML"))
    assert modality_lut(pet, PET, grey()) == Rescale(3.0, unit="BQML")
    liar = parsed(
        rescaled("3", "0"),
        W.element(0x00281054, "LO", "SUV"),
        W.element(0x00541001, "CS", "BQML"),
    )
    assert modality_lut(liar, PET, grey()).unit == "BQML"  # S-13
    dose = parsed(W.element(0x30040002, "CS", "GY"), W.element(0x3004000E, "DS", "0.001"))
    assert modality_lut(dose, DOSE, grey(bits=32)) == Rescale(0.001, unit="GY")


def test_digital_x_ray_is_not_rescaled_and_deviations_are_told() -> None:
    raw = parsed(rescaled("2", "7"))
    assert modality_lut(raw, DX, grey()) == Rescale()
    assert raw.deviations == ("rescale in a digital X-ray image, not applied (D-036)",)
    plain = parsed(rescaled("1", "0"))
    assert modality_lut(plain, DX, grey()) == Rescale()
    assert plain.deviations == ()


def test_x_ray_intensity_luts_are_not_for_display() -> None:
    table = lut(MODALITY_LUT, (4, 0, 16), bytes(8))
    log = parsed(W.element(0x00281040, "CS", "LOG"), table)
    assert modality_lut(log, XA, grey()) == Rescale()
    linear = parsed(W.element(0x00281040, "CS", "LIN"), table)
    assert isinstance(modality_lut(linear, XA, grey()), ModalityTable)


@pytest.mark.parametrize(
    ("signed", "first", "data", "entries"),
    [
        (False, 65534, b"\1\0\2\0\3\0", [1, 2, 3]),
        (True, -2, b"\1\0\2\0\3\0", [1, 2, 3]),  # the same bytes, D-032
        (False, 65534, b"\1\2\3\0", [1, 2, 3]),  # 8-bit entries by their number, D-033
    ],
)
def test_modality_tables(*, signed: bool, first: int, data: bytes, entries: list[int]) -> None:
    raw = parsed(rescaled("2", "7"), lut(MODALITY_LUT, (3, -2, 16), data))
    found = modality_lut(raw, MR, grey(signed=signed))
    assert isinstance(found, ModalityTable)
    assert found.table.first_mapped == first
    assert found.table.entries.tolist() == entries
    assert found.table.entries.dtype == np.uint16
    assert "Modality LUT and rescale together; the LUT is used (D-034)" in raw.deviations


def test_a_table_of_0_entries_has_65536() -> None:
    raw = parsed(lut(MODALITY_LUT, (0, 0, 16), bytes(131072)))
    found = modality_lut(raw, MR, grey())
    assert isinstance(found, ModalityTable)
    assert len(found.table.entries) == 65536


def test_a_table_with_too_little_data_is_not_used() -> None:
    raw = parsed(lut(MODALITY_LUT, (100, 0, 16), bytes(50)))
    assert modality_lut(raw, MR, grey()) == Rescale()
    assert raw.deviations == ("Modality LUT is not usable",)


def windows(*elements: bytes, modality: str = "CT") -> tuple[VoiTransform, ...]:
    return voi_transforms(
        parsed(W.element(0x00080060, "CS", modality), *elements), Rescale(), grey()
    )


def window(centers: str, widths: str, *more: bytes) -> bytes:
    return b"".join(
        (W.element(0x00281050, "DS", centers), W.element(0x00281051, "DS", widths), *more)
    )


def test_windows_are_paired_by_index_and_named() -> None:
    names = W.element(0x00281055, "LO", "SOFT\\LUNG")
    assert windows(window("40\\-600\\9", "400\\1500", names)) == (
        Window(40, 400, name="SOFT"),
        Window(-600, 1500, name="LUNG"),
    )


@pytest.mark.parametrize("widths", ["0\\80", "nan\\80", "\\80", "-4\\80", "x\\80"])
def test_an_invalid_window_gives_way_to_the_next(widths: str) -> None:
    assert windows(window("40\\30", widths)) == (Window(30, 80),)


def test_the_function_is_the_files_own() -> None:
    exact = W.element(0x00281056, "CS", "LINEAR_EXACT")
    assert windows(window("0.5", "0.25", exact)) == (Window(0.5, 0.25, VoiFunction.LINEAR_EXACT),)
    sigmoid = W.element(0x00281056, "CS", "SIGMOID")
    assert windows(window("5", "2", sigmoid)) == (Window(5, 2, VoiFunction.SIGMOID),)


def test_a_narrow_linear_window_is_exact_only_on_values_within_1() -> None:
    raw = parsed(window("0.5", "0.5"))
    fine = voi_transforms(raw, Rescale(slope=1 / 65535), grey())
    assert fine == (Window(0.5, 0.5, VoiFunction.LINEAR_EXACT),)
    assert voi_transforms(raw, Rescale(), grey()) == ()


@pytest.mark.parametrize(
    ("modality", "kinds"),
    [("CT", [Window, VoiLut]), ("DX", [VoiLut, Window]), ("MG", [VoiLut, Window])],
)
def test_the_default_comes_first(modality: str, kinds: list[type]) -> None:
    found = windows(window("40", "400"), lut(VOI_LUT, (2, 0, 8), b"\0\xff"), modality=modality)
    assert [type(choice) for choice in found] == kinds


def test_voi_tables_have_a_signed_first_value_when_values_can_be_negative() -> None:
    raw = parsed(lut(VOI_LUT, (2, -5, 8), b"\0\xff", W.element(0x00283003, "LO", "CURVE")))
    (found,) = voi_transforms(raw, Rescale(intercept=-1024), grey())
    assert isinstance(found, VoiLut)
    assert (found.table.first_mapped, found.name) == (-5, "CURVE")


@pytest.mark.parametrize(
    ("modality", "signed", "first"),
    [
        (Rescale(), False, 65531),
        (Rescale(), True, -5),
        (Rescale(slope=2, intercept=65536), True, 65531),  # -65536 + 65536 and more
        (Rescale(slope=2, intercept=65535), True, -5),
        (Rescale(slope=-1, intercept=65535), False, 65531),
        (Rescale(slope=-1, intercept=65534), False, -5),
        (Rescale(unit="HU"), False, -5),
        (ModalityTable(LutTable(0, 16, np.zeros(1, np.uint16))), True, 65531),
    ],
)
def test_the_first_value_of_a_voi_table_is_signed_only_where_values_are(
    modality: ModalityLut, *, signed: bool, first: int
) -> None:
    """D-047."""
    raw = parsed(lut(VOI_LUT, (2, -5, 8), b"\0\xff"))
    (found,) = voi_transforms(raw, modality, grey(signed=signed))
    assert isinstance(found, VoiLut)
    assert found.table.first_mapped == first


@pytest.mark.parametrize(
    ("value", "limit", "signed", "expected"),
    [
        (63536, None, True, Padding(-2000, -2000)),  # D-021
        (63536, None, False, Padding(63536, 63536)),
        (0, 10, False, Padding(0, 10)),
        (10, 0, False, Padding(0, 10)),  # MONOCHROME1 order
        (None, 10, False, None),
    ],
)
def test_padding(
    value: int | None, limit: int | None, *, signed: bool, expected: Padding | None
) -> None:
    elements = [
        W.element(tag, "US", number)
        for tag, number in ((0x00280120, value), (0x00280121, limit))
        if number is not None
    ]
    assert padding(parsed(*elements), grey(signed=signed)) == expected
