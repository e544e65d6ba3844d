"""How an image was made, in the few words a corner has room for (S-30)."""

from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset

# Each: attribute, text in front of the number, text behind it.
_NUMBERS: Final = (
    (at.KVP, "", " kV"),
    (at.XRAY_TUBE_CURRENT, "", " mA"),
    (at.EXPOSURE, "", " mAs"),
    (at.EXPOSURE_TIME, "", " ms"),
    (at.MAGNETIC_FIELD_STRENGTH, "", " T"),
    (at.REPETITION_TIME, "TR ", " ms"),
    (at.ECHO_TIME, "TE ", " ms"),
    (at.EFFECTIVE_ECHO_TIME, "TE ", " ms"),
    (at.INVERSION_TIME, "TI ", " ms"),
    (at.FLIP_ANGLE, "FA ", "°"),
    (at.DIFFUSION_B_VALUE, "b ", ""),
)


def technique(raw: RawDataset) -> tuple[str, ...]:
    """Short lines such as "120 kV", "TR 500 ms", "LAO 30 CRA 20"; only what the file states."""
    lines: list[str] = []
    for tag, before, behind in _NUMBERS:
        value = raw.number(tag)
        if value:
            lines.append(f"{before}{value:g}{behind}")
    lines += _angles(raw)
    for tag in (at.CONVOLUTION_KERNEL, at.VIEW_POSITION, at.RADIOPHARMACEUTICAL):
        if text := raw.text(tag):
            lines.append(text.replace("\\", " "))
    if agent := raw.text(at.CONTRAST_BOLUS_AGENT):
        lines.append(f"contrast: {agent}")
    return tuple(dict.fromkeys(lines))


def _angles(raw: RawDataset) -> list[str]:
    """Positioner angles by their clinical names (D-115)."""
    names = []
    for tag, positive, negative in (
        (at.POSITIONER_PRIMARY_ANGLE, "LAO", "RAO"),
        (at.POSITIONER_SECONDARY_ANGLE, "CRA", "CAU"),
    ):
        angle = raw.number(tag)
        if angle is not None:
            names.append(f"{positive if angle >= 0 else negative} {abs(angle):g}°")
    return [" ".join(names)] if names else []
