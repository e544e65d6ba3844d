"""How fast the frames of a multi-frame image follow each other, if they do (D-140..D-143)."""

import itertools
from datetime import datetime
from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.header import CineFacts, FrameFacts

_TEMPORAL_POINTERS: Final = frozenset({at.FRAME_TIME, at.FRAME_TIME_VECTOR})
_SLICE_MODALITIES: Final = frozenset({"CT", "MR", "PT", "NM", "SEG", "RTDOSE", "SM", "OPT"})
_SLOWEST_MS = 60_000.0  # a longer pause between frames is no film
_SHORTEST_MS = 1.0  # nothing counts time finer, and nobody sees 1000 frames in a second
_STILL: Final = CineFacts(temporal=False)


def cine_facts(raw: RawDataset, frame_count: int, frames: tuple[FrameFacts, ...]) -> CineFacts:
    """The first source of timing that makes sense, in the order of D-140."""
    if frame_count <= 1:
        return _STILL
    temporal = _is_temporal(raw, frames)
    rate, times, source = _timing(raw, frame_count, frames)
    stop = raw.integer(at.STOP_TRIM)
    start = raw.integer(at.START_TRIM) or 1
    if not 1 <= start <= frame_count:
        start = 1
    return CineFacts(
        frame_rate=rate,
        frame_times_ms=times,
        source=source,
        start_trim=start,
        stop_trim=stop if stop is not None and start <= stop <= frame_count else None,
        sweep=raw.integer(at.PREFERRED_PLAYBACK_SEQUENCING) == 1,
        temporal=temporal,
    )


def _timing(
    raw: RawDataset, frame_count: int, frames: tuple[FrameFacts, ...]
) -> tuple[float, tuple[float, ...], str]:
    """Frames per second, durations by frame, and the attribute they come from."""
    for tag, name in (
        (at.RECOMMENDED_DISPLAY_FRAME_RATE, "Recommended Display Frame Rate"),
        (at.CINE_RATE, "Cine Rate"),
    ):
        rate = raw.number(tag)
        if rate is not None and 0 < rate <= 1000 / _SHORTEST_MS:
            return rate, (), name
    frame_time = raw.number(at.FRAME_TIME)
    if frame_time is not None and _SHORTEST_MS <= frame_time <= _SLOWEST_MS:
        return 1000 / frame_time, (), "Frame Time"
    # The first value of the vector is 0: the n-th is the time from frame n - 1 to n (D-141).
    steps = raw.floats(at.FRAME_TIME_VECTOR)[1:frame_count]
    source = "Frame Time Vector"
    if len(steps) != frame_count - 1:
        steps = _steps_between([facts.acquired for facts in frames])
        source = "Frame Acquisition DateTime"
    mean = sum(steps) / max(1, len(steps))
    if min(steps, default=-1) < 0 or not _SHORTEST_MS <= mean <= _SLOWEST_MS:
        return 0.0, (), ""
    return 1000 / mean, (*steps, mean), source


def _steps_between(acquired: list[str]) -> tuple[float, ...]:
    """Milliseconds between DICOM date-times, () unless all of them are complete."""
    times = [_parsed(text) for text in acquired]
    moments = [time for time in times if time is not None]
    if len(moments) != len(times):
        return ()
    return tuple(
        (later - earlier).total_seconds() * 1000 for earlier, later in itertools.pairwise(moments)
    )


def _parsed(text: str) -> datetime | None:
    """A DT value of at least seconds, without its time zone: only differences are used."""
    digits, _, fraction = text.partition("+")[0].partition("-")[0].partition(".")
    if len(digits) < 14:
        return None
    try:
        return datetime.strptime(  # noqa: DTZ007 - differences within one image need no zone
            f"{digits[:14]}.{fraction[:6] or '0'}", "%Y%m%d%H%M%S.%f"
        )
    except ValueError:
        return None


def _is_temporal(raw: RawDataset, frames: tuple[FrameFacts, ...]) -> bool:
    """True if the frames are a film: by their pointer, else by place and modality (D-143)."""
    pointers = raw.ints(at.FRAME_INCREMENT_POINTER)
    if pointers:
        return any(pointer in _TEMPORAL_POINTERS for pointer in pointers)
    places = {facts.plane.position for facts in frames if facts.plane is not None}
    if len(places) > 1:
        return False
    return raw.code(at.MODALITY) not in _SLICE_MODALITIES
