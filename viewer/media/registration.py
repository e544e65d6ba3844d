"""A spatial registration object to the ways between frames of reference (G-041)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.limits import REGISTRATIONS
from viewer.media import attributes as at
from viewer.model.registration import IDENTITY, FrameTransform, Matrix, Registration, product

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

_REGISTRATION: Final = 0x00700308
_MATRIX_REGISTRATION: Final = 0x00700309
_MATRICES: Final = 0x0070030A
_MATRIX: Final = 0x300600C6
_BOTTOM = (0.0, 0.0, 0.0, 1.0)
_FARTHEST_MM = 1e6


def registration(raw: RawDataset) -> Registration | None:
    """The ways it states; None without any that can be used. Never raises.

    Several matrices of an item apply one after the other, in their order (PS3.3 C.20.2.1.1).
    """
    found = []
    for item in raw.items(_REGISTRATION, REGISTRATIONS):
        uid = item.uid(at.FRAME_OF_REFERENCE_UID)
        matrix = _whole(item)
        if uid and matrix is not None:
            found.append(FrameTransform(uid, matrix))
    common = raw.uid(at.FRAME_OF_REFERENCE_UID)
    return Registration(common, tuple(found)) if found else None


def _whole(item: RawDataset) -> Matrix | None:
    matrix = IDENTITY
    for step in item.items(_MATRIX_REGISTRATION, REGISTRATIONS):
        for part in step.items(_MATRICES, REGISTRATIONS):
            numbers = part.floats(_MATRIX)
            if len(numbers) != 16 or numbers[12:] != _BOTTOM:
                return None  # a part left out would lead elsewhere
            if any(abs(number) > _FARTHEST_MM for number in numbers):
                return None
            matrix = product(numbers, matrix)
    return matrix
