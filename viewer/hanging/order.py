"""In which order the frames of one stack are scrolled through (G-010..G-013)."""

import re
from collections.abc import Sequence
from typing import Final

from viewer.hanging.planes import distances_mm, places
from viewer.model.display_set import StackFrame

_LAST: Final = 2**62  # blanks come after every number


def ordered(frames: Sequence[StackFrame]) -> tuple[StackFrame, ...]:
    """The frames along the normal of their planes, or by number where there are no planes.

    All planes must have one direction (`split_rules` has seen to that). Scrolling follows the
    acquisition numbering (G-011); frames at one position are ordered by time and number, so that
    a stack with a single position is a film (G-010, G-013).
    """
    by_number = sorted(frames, key=_number_key)
    distances = distances_mm(by_number)
    if distances is None:
        return tuple(by_number)
    place = places(distances)
    if not any(place):
        return tuple(sorted(by_number, key=lambda frame: (_time_key(frame), _number_key(frame))))
    if _falls_with_number(distances):
        place = [-p for p in place]
    return tuple(by_number[i] for i in sorted(range(len(by_number)), key=lambda i: (place[i], i)))


def _falls_with_number(distances: Sequence[float]) -> bool:
    """True if distance and numbering are correlated negatively (G-011)."""
    middle = (len(distances) - 1) / 2
    mean = sum(distances) / len(distances)
    return sum((i - middle) * (d - mean) for i, d in enumerate(distances)) < 0


def _number_key(frame: StackFrame) -> tuple[object, ...]:
    """Instance Number, time, place and name (G-012); Slice Location breaks ties only."""
    header, facts = frame.header, frame.facts
    location = facts.slice_location
    return (
        _or_last(header.sort.instance_number),
        _or_last(header.sort.in_concatenation_number),
        header.sort.acquired,
        location if location is not None else float(_LAST),
        natural_key(frame.key.file.path),
        frame.key.frame_index,
        header.sop_instance_uid,
    )


def _time_key(frame: StackFrame) -> tuple[float, float]:
    """When in a film: temporal position, then trigger time."""
    facts = frame.facts
    trigger = facts.trigger_time_ms
    return (
        _or_last(facts.temporal_position),
        trigger if trigger is not None else float(_LAST),
    )


def _or_last(number: int | None) -> int:
    return number if number is not None else _LAST


def natural_key(text: str) -> tuple[tuple[int, str], ...]:
    """Sorts IM2 before IM10: digits compare as numbers, letters without case."""
    return tuple(
        (int(digits), "") if digits else (_LAST, letters.casefold())
        for digits, letters in re.findall(r"([0-9]{1,18})|([^0-9]+)", text)
    )
