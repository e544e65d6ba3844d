"""D-015, D-016, D-130..D-133: which pixel descriptions are taken, mended, refused."""

import pytest

from tests.factories.elements import UNDEFINED, Writer, identity, parsed
from viewer.errors import NoPixelsError, PixelDescriptionError
from viewer.media.dataset import RawDataset
from viewer.media.parse_pixels import check_pixels
from viewer.model.image import ImagePixels, PixelKind
from viewer.settings import DecodeSettings

W = Writer()
SETTINGS = DecodeSettings()
PLAIN: dict[int, tuple[str, str | int]] = {
    0x00280002: ("US", 1),
    0x00280004: ("CS", "MONOCHROME2"),
    0x00280008: ("IS", "1"),
    0x00280010: ("US", 2),
    0x00280011: ("US", 3),
    0x00280100: ("US", 16),
    0x00280101: ("US", 12),
    0x00280102: ("US", 11),
    0x00280103: ("US", 0),
}


def described(
    changes: dict[int, object], data: bytes = bytes(12), tag: int = 0x7FE00010
) -> RawDataset:
    """A data set with the plain description changed; None leaves an attribute out."""
    elements = [identity(W)]
    for number, (vr, value) in PLAIN.items():
        used = changes.get(number, value)
        if used is not None:
            assert isinstance(used, (str, int))
            elements.append(W.element(number, vr, used))
    vr = {0x7FE00008: "OF", 0x7FE00009: "OD"}.get(tag, "OW")
    return parsed(*elements, W.element(tag, vr, data))


def pixels(
    changes: dict[int, object], data: bytes = bytes(12), tag: int = 0x7FE00010
) -> ImagePixels:
    return check_pixels(described(changes, data, tag), SETTINGS)


def test_a_plain_description_is_taken_over() -> None:
    raw = described({})
    assert check_pixels(raw, SETTINGS) == ImagePixels(
        rows=2,
        columns=3,
        samples_per_pixel=1,
        photometric_interpretation="MONOCHROME2",
        bits_allocated=16,
        bits_stored=12,
        high_bit=11,
        signed=False,
        planar_configuration=0,
        number_of_frames=1,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )
    assert raw.deviations == ()


@pytest.mark.parametrize(
    ("tag", "value", "named"),
    [
        (0x00280010, None, "Rows"),
        (0x00280010, 0, "Rows"),
        (0x00280011, 0, "Columns"),
        (0x00280002, 4, "Samples per Pixel"),
        (0x00280100, None, "Bits Allocated"),
        (0x00280100, 24, "Bits Allocated"),
    ],
)
def test_impossible_descriptions_are_refused_by_name(tag: int, value: object, named: str) -> None:
    with pytest.raises(PixelDescriptionError, match=named):
        pixels({tag: value})


@pytest.mark.parametrize("stated", ["HSV", "CIELAB"])
def test_colours_that_are_no_rgb_are_refused_by_name(stated: str) -> None:
    with pytest.raises(PixelDescriptionError, match=rf"\(0028,0004\) is {stated}"):
        pixels({0x00280002: 3, 0x00280004: stated}, bytes(36))


def test_a_frame_beyond_the_limit_is_refused_before_allocation() -> None:
    with pytest.raises(PixelDescriptionError, match="65535 x 65535"):
        pixels({0x00280010: 65535, 0x00280011: 65535})


def test_no_pixel_data_is_not_a_bad_description() -> None:
    with pytest.raises(NoPixelsError):
        check_pixels(parsed(identity(W)), SETTINGS)


@pytest.mark.parametrize(
    ("changes", "stored", "high"),
    [
        ({0x00280101: None, 0x00280102: None}, 16, 15),
        ({0x00280101: 20}, 16, 15),
        ({0x00280102: 20}, 12, 11),
        ({0x00280102: 15}, 12, 15),  # D-011: the high end of the word, and right
    ],
)
def test_bits_that_cannot_be_are_mended(changes: dict[int, object], stored: int, high: int) -> None:
    found = pixels(changes)
    assert (found.bits_stored, found.high_bit) == (stored, high)


@pytest.mark.parametrize(
    ("samples", "stated", "taken"),
    [
        (1, None, "MONOCHROME2"),
        (3, None, "RGB"),
        (3, "MONOCHROME2", "RGB"),
        (1, "RGB", "MONOCHROME2"),
        (1, "palette color", "PALETTE COLOR"),
        (1, " MONOCHROME1", "MONOCHROME1"),
        (3, "YBR_FULL", "YBR_FULL"),
    ],
)
def test_photometric_interpretation_fits_the_samples(
    samples: int, stated: str | None, taken: str
) -> None:
    changes: dict[int, object] = {0x00280002: samples, 0x00280004: stated}
    assert pixels(changes, bytes(36)).photometric_interpretation == taken


@pytest.mark.parametrize(("stated", "taken"), [(None, 1), ("0", 1), ("2", 2), ("2000000000", 2)])
def test_frames_are_at_least_one_and_at_most_what_the_data_holds(
    stated: str | None, taken: int
) -> None:
    assert pixels({0x00280008: stated}, bytes(24)).number_of_frames == taken


def test_float_pixels_are_known_by_their_element() -> None:
    found = pixels({0x00280100: 32}, bytes(24), 0x7FE00008)
    assert (found.kind, found.bits_stored, found.signed) == (PixelKind.FLOAT, 32, True)
    with pytest.raises(PixelDescriptionError):
        pixels({0x00280100: 32}, bytes(48), 0x7FE00009)


def test_chroma_that_is_not_halved_is_seen_by_the_length() -> None:
    colour: dict[int, object] = {0x00280002: 3, 0x00280004: "YBR_FULL_422", 0x00280100: 8}
    assert pixels(colour, bytes(12)).photometric_interpretation == "YBR_FULL_422"
    assert pixels(colour, bytes(18)).photometric_interpretation == "YBR_FULL"


def test_frames_of_fragments_are_not_promised_beyond_their_headers() -> None:
    module = b"".join(
        W.element(tag, vr, value)
        for tag, (vr, value) in (PLAIN | {0x00280008: ("IS", "999999")}).items()
    )
    content = W.item(b"") + W.item(b"\xff\xd8\xff\xd9") + W.mark(0xFFFEE0DD)
    raw = parsed(identity(W), module, W.element(0x7FE00010, "OB", content, UNDEFINED))
    assert check_pixels(raw, SETTINGS).number_of_frames <= len(content) // 8


def test_a_number_of_frames_beyond_counting_ends_nothing() -> None:
    """Found by fuzzing: it cannot be divided, and that ended the reading of the medium."""
    assert check_pixels(described({0x00280008: "1e308"}), SETTINGS).number_of_frames == 1
