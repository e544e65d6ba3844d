"""Slice distances of an ordered stack: median, gaps, tilt, missing images (G-020..G-022)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from viewer.hanging.planes import distances_mm, places
from viewer.model.display_set import StackFrame
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.geometry import Plane, Vector
from viewer.model.patient_space import dot

_GAP_FACTOR: Final = 1.5
_TILT_DEG: Final = 0.1


@dataclass(frozen=True, slots=True)
class StackGeometry:
    """What the positions of a stack say about it."""

    spacing_mm: float | None = None
    is_volume: bool = False
    gaps: tuple[int, ...] = ()  # indices i with missing slices between i and i + 1
    findings: tuple[Finding, ...] = ()


def measure(frames: Sequence[StackFrame], series_uid: str = "") -> StackGeometry:
    """Look at the planes of frames in viewing order."""
    distances = distances_mm(frames)
    if distances is None or len(frames) < 2:
        return StackGeometry()
    place = places(distances)
    findings = _same_position(place, series_uid)
    steps = [
        (i, abs(distances[i + 1] - distances[i]))
        for i, (a, b) in enumerate(pairwise(place))
        if a != b
    ]
    if not steps:
        return StackGeometry(findings=tuple(findings))
    spacing = _median([step for _, step in steps])
    gaps = [(i, step) for i, step in steps if step > spacing * _GAP_FACTOR]
    findings += _gap_findings(gaps, spacing, series_uid)
    gap_places = {i for i, _ in gaps}
    even = [step for i, step in steps if i not in gap_places]
    findings += _irregular(even, spacing, series_uid)
    findings += _tilted(frames, [i for i, _ in steps], series_uid)
    return StackGeometry(
        spacing_mm=spacing,
        is_volume=len(set(place)) == len(place) and _one_frame_of_reference(frames),
        gaps=tuple(i for i, _ in gaps),
        findings=tuple(findings),
    )


def expected_images(frames: Sequence[StackFrame]) -> int | None:
    """How many images a whole series should have, None if it says nothing (G-021).

    Images in Acquisition, if all images name one and the same acquisition; else a numbering
    with holes, if it mostly counts by one.
    """
    promised = {
        (f.header.sort.acquisition_number, f.header.sort.images_in_acquisition) for f in frames
    }
    if len(promised) == 1:
        count = promised.pop()[1]
        if count is not None and count >= len(frames):
            return count
    numbers = sorted({n for f in frames if (n := f.header.sort.instance_number) is not None})
    if len(numbers) < 3 or len(numbers) != len(frames):
        return None
    by_one = sum(b - a == 1 for a, b in pairwise(numbers))
    return numbers[-1] - numbers[0] + 1 if 2 * by_one > len(numbers) - 1 else None


def _same_position(place: Sequence[int], series_uid: str) -> list[Finding]:
    """G-013: images that nothing tells apart stay, and are told of."""
    counts: dict[int, int] = {}
    for p in place:
        counts[p] = counts.get(p, 0) + 1
    most = max(counts.values())
    if most == 1:
        return []
    least = min(counts.values())
    many = str(most) if least == most else f"{least} to {most}"
    return [
        Finding(
            FindingCode.SAME_POSITION,
            Severity.INFO,
            f"{many} images per position",
            series_uid=series_uid,
        )
    ]


def _gap_findings(
    gaps: Sequence[tuple[int, float]], spacing: float, series_uid: str
) -> list[Finding]:
    return [
        Finding(
            FindingCode.GAP,
            Severity.WARNING,
            f"{max(round(step / spacing) - 1, 1)} missing between images {i + 1} and {i + 2}: "
            f"{step:.2f} mm instead of {spacing:.2f} mm",
            series_uid=series_uid,
        )
        for i, step in gaps
    ]


def _irregular(steps: Sequence[float], spacing: float, series_uid: str) -> list[Finding]:
    tolerance = max(0.05, 0.02 * spacing)
    odd = [step for step in steps if abs(step - spacing) > tolerance]
    if not odd:
        return []
    return [
        Finding(
            FindingCode.IRREGULAR_SPACING,
            Severity.INFO,
            f"{len(odd)} of {len(steps)} distances differ from {spacing:.2f} mm: "
            f"{min(odd):.2f} to {max(odd):.2f} mm",
            series_uid=series_uid,
        )
    ]


def _tilted(frames: Sequence[StackFrame], starts: Sequence[int], series_uid: str) -> list[Finding]:
    """G-022: the stack leans if going from slice to slice is not going along the normal."""
    pairs = [(frames[i].facts.plane, frames[i + 1].facts.plane) for i in starts]
    angle = _median([_lean_deg(here, there) for here, there in pairs if here and there])
    if angle <= _TILT_DEG:
        return []
    return [
        Finding(
            FindingCode.TILTED,
            Severity.INFO,
            f"slices lean by {angle:.1f} degrees",
            series_uid=series_uid,
        )
    ]


def _lean_deg(here: Plane, there: Plane) -> float:
    """Angle between the way to the next slice and the normal, 0..90."""
    way: Vector = (
        there.position[0] - here.position[0],
        there.position[1] - here.position[1],
        there.position[2] - here.position[2],
    )
    length = math.sqrt(dot(way, way))
    along = abs(dot(way, here.normal))
    return math.degrees(math.acos(min(1.0, along / length))) if length else 0.0


def _one_frame_of_reference(frames: Sequence[StackFrame]) -> bool:
    return len({f.facts.plane.frame_of_reference_uid for f in frames if f.facts.plane}) == 1


def _median(values: Sequence[float]) -> float:
    """The middle value, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2]
