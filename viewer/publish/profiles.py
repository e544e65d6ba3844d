"""Application profiles of the standard and the media they are for (PS3.11, M-050..M-053, M-060)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
_PLAIN: Final = frozenset({EXPLICIT_LITTLE})
_JPEG: Final = _PLAIN | {f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 70)}
_J2K: Final = _PLAIN | {f"1.2.840.10008.1.2.4.{number}" for number in (90, 91)}
_VIDEO: Final = "1.2.840.10008.1.2.4."
BLOCK: Final = 2048  # bytes of a sector of every disc


@dataclass(frozen=True, slots=True)
class Carrier:
    """A kind of medium; `capacity` in bytes, None where the place itself says how much fits."""

    name: str
    title: str
    capacity: int | None
    is_udf: bool = False
    largest_file: int | None = None


CARRIERS: Final = {
    one.name: one
    for one in (
        Carrier("cd", "CD, 700 MB", 360_000 * BLOCK, largest_file=(1 << 32) - BLOCK),
        Carrier("dvd", "DVD, 4.7 GB", 2_295_104 * BLOCK, is_udf=True),
        Carrier("dvd-dl", "DVD with two layers, 8.5 GB", 4_171_712 * BLOCK, is_udf=True),
        Carrier("bd", "Blu-ray, 25 GB", 12_219_392 * BLOCK, is_udf=True),
        Carrier("bd-dl", "Blu-ray with two layers, 50 GB", 24_438_784 * BLOCK, is_udf=True),
        Carrier("usb", "USB stick", None, largest_file=(1 << 32) - 1),
        Carrier("any", "any size", None),
    )
}


def smallest_for(length: int) -> Carrier | None:
    """The smallest disc that so many bytes fit onto, None if there is none."""
    fitting = [one for one in CARRIERS.values() if one.capacity and length <= one.capacity]
    return min(fitting, key=lambda one: one.capacity or 0, default=None)


@dataclass(frozen=True, slots=True)
class Profile:
    """What may be on a disc; `syntaxes` is None for every one, `check` an option of dcmmkdir."""

    name: str
    syntaxes: frozenset[str] | None
    carrier: str
    check: str = ""
    short: str = ""

    def allows(self, syntax: str) -> bool:
        """Whether objects in a transfer syntax may stay as they are."""
        return self.syntaxes is None or syntax in self.syntaxes


PROFILES: Final = (
    Profile("STD-GEN-CD", _PLAIN, "cd", "-Pgp", "cd"),
    Profile("STD-GEN-DVD-RAM", _PLAIN, "dvd", "-Pgp", "dvd"),
    Profile("STD-GEN-DVD-JPEG", _JPEG, "dvd", "-Pdv", "dvd-jpeg"),
    Profile("STD-GEN-DVD-J2K", _J2K, "dvd", "-Pd2", "dvd-j2k"),
    Profile("STD-GEN-BD-JPEG", _JPEG, "bd", "-Pbd", "bd-jpeg"),
    Profile("STD-GEN-BD-J2K", _J2K, "bd", "-Pb2", "bd-j2k"),
    Profile("STD-GEN-BD-MPEG2-MPML", _PLAIN | {_VIDEO + "100"}, "bd", "-Pbm", "bd-mpeg2"),
    Profile("STD-GEN-BD-MPEG2-MPHL", _PLAIN | {_VIDEO + "101"}, "bd", "-Pbh"),
    Profile("STD-GEN-BD-MPEG4-HPLV41", _PLAIN | {_VIDEO + "102"}, "bd", "-Pba", "bd-mpeg4"),
    Profile("STD-GEN-BD-MPEG4-HPLV41BD", _PLAIN | {_VIDEO + "103"}, "bd", "-Pbb"),
    Profile("STD-GEN-USB-JPEG", _JPEG, "usb", "-Pfl", "usb"),
    Profile("STD-GEN-USB-J2K", _J2K, "usb", "-Pf2", "usb-j2k"),
    Profile("STD-GEN-MMC-JPEG", _JPEG, "usb", "-Pfl"),
    Profile("STD-GEN-MMC-J2K", _J2K, "usb", "-Pf2"),
    Profile("STD-GEN-CF-JPEG", _JPEG, "usb", "-Pfl"),
    Profile("STD-GEN-CF-J2K", _J2K, "usb", "-Pf2"),
    Profile("STD-GEN-SD-JPEG", _JPEG, "usb", "-Pfl"),
    Profile("STD-GEN-SD-J2K", _J2K, "usb", "-Pf2"),
    Profile("STD-GEN-MIME", None, "any", "-Pmi", "mime"),
)
DEFAULT: Final = PROFILES[0]


def profile_named(name: str) -> Profile | None:
    """A profile by its name in the standard or its short one, in any case."""
    wanted = name.upper()
    return next((one for one in PROFILES if wanted in {one.name, one.short.upper()} - {""}), None)
