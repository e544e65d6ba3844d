"""Rigid and affine ways between frames of reference (G-041; PS3.3 C.20.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.geometry import Vector

Matrix = tuple[float, ...]  # 16 numbers, row by row; the last row is 0 0 0 1


@dataclass(frozen=True, slots=True)
class FrameTransform:
    """Carries points of one frame of reference into the registered one."""

    frame_of_reference_uid: str
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Registration:
    """One spatial registration object."""

    frame_of_reference_uid: str  # the registered one, where all transforms lead to
    transforms: tuple[FrameTransform, ...] = ()

    def between(self, source_uid: str, target_uid: str) -> Matrix | None:
        """The way from one frame of reference to another, None if it does not know both."""
        to_common, from_target = self._to_common(source_uid), self._to_common(target_uid)
        back = inverted(from_target) if from_target is not None else None
        return None if to_common is None or back is None else product(back, to_common)

    def _to_common(self, uid: str) -> Matrix | None:
        stated = next((t.matrix for t in self.transforms if t.frame_of_reference_uid == uid), None)
        if stated is None and uid == self.frame_of_reference_uid:
            return IDENTITY
        return stated


IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
_SMALLEST_DETERMINANT = 1e-9


def moved(matrix: Matrix, point: Vector) -> Vector:
    """A patient point carried along."""
    x, y, z = point
    m = matrix
    return (
        m[0] * x + m[1] * y + m[2] * z + m[3],
        m[4] * x + m[5] * y + m[6] * z + m[7],
        m[8] * x + m[9] * y + m[10] * z + m[11],
    )


def turned(matrix: Matrix, direction: Vector) -> Vector:
    """A direction carried along, without the shift; its length may change."""
    x, y, z = direction
    m = matrix
    return (
        m[0] * x + m[1] * y + m[2] * z,
        m[4] * x + m[5] * y + m[6] * z,
        m[8] * x + m[9] * y + m[10] * z,
    )


def product(after: Matrix, before: Matrix) -> Matrix:
    """First `before`, then `after`."""
    return tuple(
        sum(after[4 * row + k] * before[4 * k + column] for k in range(4))
        for row in range(4)
        for column in range(4)
    )


def inverted(matrix: Matrix) -> Matrix | None:
    """The way back; None where there is none."""
    a, b, c, x, d, e, f, y, g, h, i, z = matrix[:12]
    determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(determinant) < _SMALLEST_DETERMINANT:
        return None
    scale = 1.0 / determinant
    rows = (
        ((e * i - f * h) * scale, (c * h - b * i) * scale, (b * f - c * e) * scale),
        ((f * g - d * i) * scale, (a * i - c * g) * scale, (c * d - a * f) * scale),
        ((d * h - e * g) * scale, (b * g - a * h) * scale, (a * e - b * d) * scale),
    )
    back = [number for p, q, r in rows for number in (p, q, r, -(p * x + q * y + r * z))]
    return (*back, 0.0, 0.0, 0.0, 1.0)
