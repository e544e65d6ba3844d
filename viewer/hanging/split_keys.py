"""The keys by which a series falls into stacks, in the order of G-003."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from viewer.hanging.pet import pet_index
from viewer.hanging.planes import distances_mm, places, plane_name, same_direction
from viewer.model.display_set import StackFrame
from viewer.model.geometry import Plane
from viewer.model.sop_classes import sop_class_name

LOCALIZER_LABEL: Final = "localizer"
_MOST_OUTLIERS: Final = 3  # G-004
_OUTNUMBERED_BY: Final = 3  # the larger stack has at least this many times the images

Groups = list[tuple[str, list[StackFrame]]]
Partition = Callable[[Sequence[StackFrame]], Groups]


@dataclass(frozen=True, slots=True)
class SplitKey:
    """One rule: how to part frames, and whether only images at one position are parted by it."""

    partition: Partition
    only_if_it_resolves: bool = False  # time-like keys; else each slice of a scan would be alone


def split(frames: Sequence[StackFrame]) -> Groups:
    """The frames in groups that no key can part any more, each with its label."""
    groups: Groups = [("", list(frames))]
    for key in SPLIT_KEYS:
        parted: Groups = []
        for label, members in groups:
            parts = key.partition(members)
            if len(parts) < 2 or (key.only_if_it_resolves and not _resolves(members, parts)):
                parted.append((label, members))
                continue
            parted += [(", ".join(filter(None, (label, new))), part) for new, part in parts]
        groups = parted
    return groups


def _resolves(members: Sequence[StackFrame], parts: Groups) -> bool:
    """True if several images lie at one position and this key tells all of them apart.

    A stack at one single position stays whole: it is a film, time is its axis.
    """
    before = _repeated(members)
    return before is not None and before > 0 and all(_repeated(p) == 0 for _, p in parts)


def _repeated(frames: Sequence[StackFrame]) -> int | None:
    """How many images lie where another one does; None without positions or with only one."""
    distances = distances_mm(frames)
    if distances is None:
        return None
    different = len(set(places(distances)))
    if different == 1 and len(frames) > 1:
        return None
    return len(frames) - different


def _by(value: Callable[[StackFrame], Hashable], label: Callable[[StackFrame], str]) -> Partition:
    """Part by equal values; the label is made from the first frame of each part."""

    def partition(frames: Sequence[StackFrame]) -> Groups:
        parts: dict[Hashable, list[StackFrame]] = {}
        for frame in frames:
            parts.setdefault(value(frame), []).append(frame)
        return [(label(part[0]), part) for part in parts.values()]

    return partition


def _numbered(value: Callable[[StackFrame], Hashable], word: str) -> Partition:
    """Part by values that say nothing to a person; parts are numbered."""

    def partition(frames: Sequence[StackFrame]) -> Groups:
        parts = _by(value, lambda _: "")(frames)
        return [(f"{word} {number}", part) for number, (_, part) in enumerate(parts, 1)]

    return partition


def _size(frame: StackFrame) -> tuple[int, int]:
    image = frame.header.image
    return (image.pixels.rows, image.pixels.columns) if image else (0, 0)


def _size_label(frame: StackFrame) -> str:
    rows, columns = _size(frame)
    view = frame.header.sort.view_position
    return f"{view} {columns} x {rows}".strip()


def is_localizer(frame: StackFrame) -> bool:
    """True if value 3 of Image Type says so (G-004)."""
    return frame.facts.image_type[2:3] == ("LOCALIZER",)


def _by_orientation(frames: Sequence[StackFrame]) -> Groups:
    """Parts of one direction each; a few images across a large stack are its localizers."""
    parts: list[tuple[Plane | None, list[StackFrame]]] = []
    for frame in frames:
        plane = frame.facts.plane
        for first, members in parts:
            if (first is None and plane is None) or (
                first is not None and plane is not None and same_direction(first, plane)
            ):
                members.append(frame)
                break
        else:
            parts.append((plane, [frame]))
    largest = max(len(members) for _, members in parts)
    groups: Groups = []
    names: dict[str, int] = {}
    for plane, members in parts:
        name = plane_name(plane) or "no position"
        if len(members) <= _MOST_OUTLIERS and largest >= _OUTNUMBERED_BY * len(members) > 0:
            name = f"{name} {LOCALIZER_LABEL}"
        names[name] = names.get(name, 0) + 1
        groups.append((name if names[name] == 1 else f"{name} {names[name]}", members))
    return groups


def _image_type(frame: StackFrame) -> tuple[str, ...]:
    return frame.facts.image_type[2:4]


def _echo(frame: StackFrame) -> tuple[str, float | None]:
    time = frame.facts.echo_time_ms
    return frame.header.sort.echo_numbers, None if time is None else round(time, 2)


def _echo_label(frame: StackFrame) -> str:
    number, time = _echo(frame)
    return f"TE {time:g} ms" if time is not None else f"echo {number or '?'}"


def _b_value(frame: StackFrame) -> float | None:
    return frame.facts.b_value


def _b_label(frame: StackFrame) -> str:
    b = _b_value(frame)
    return f"b {b:g}" if b is not None else "no b-value"


def _number_label(word: str, number: float | None, unit: str = "") -> str:
    return f"{word} {number:g}{unit}" if number is not None else f"no {word}"


def _spacing(frame: StackFrame) -> tuple[float, float] | None:
    spacing = frame.facts.spacing
    return (round(spacing.row_mm, 4), round(spacing.column_mm, 4)) if spacing else None


def _spacing_label(frame: StackFrame) -> str:
    spacing = _spacing(frame)
    return f"{spacing[0]:g} x {spacing[1]:g} mm pixels" if spacing else "no pixel size"


def _pet(frame: StackFrame) -> tuple[int, int, int]:
    return pet_index(frame.header.sort)[:3]


def _pet_label(frame: StackFrame) -> str:
    rr, slot, time = _pet(frame)
    if time > 1 or frame.header.sort.pet_series_type[:1] == ("DYNAMIC",):
        return f"time {time}"
    return f"R-R {rr}, slot {slot}" if rr > 1 else f"slot {slot}"


SPLIT_KEYS: Final = (
    SplitKey(
        _by(
            lambda f: f.header.sop_class_uid,
            lambda f: sop_class_name(f.header.sop_class_uid),
        )
    ),
    SplitKey(_by(_size, _size_label)),
    SplitKey(_by(is_localizer, lambda f: LOCALIZER_LABEL if is_localizer(f) else "")),
    SplitKey(_numbered(lambda f: f.header.sort.frame_of_reference_uid, "frame of reference")),
    SplitKey(_numbered(lambda f: f.facts.stack_id, "stack")),
    SplitKey(_by_orientation),
    SplitKey(_by(_image_type, lambda f: " ".join(filter(None, _image_type(f))).lower())),
    SplitKey(_by(_echo, _echo_label)),
    SplitKey(_by(_b_value, _b_label)),
    SplitKey(
        _by(
            lambda f: f.header.sort.acquisition_number,
            lambda f: _number_label("acquisition", f.header.sort.acquisition_number),
        ),
        only_if_it_resolves=True,
    ),
    SplitKey(
        _by(
            lambda f: f.facts.temporal_position,
            lambda f: _number_label("phase", f.facts.temporal_position),
        ),
        only_if_it_resolves=True,
    ),
    SplitKey(
        _by(
            lambda f: f.facts.trigger_time_ms,
            lambda f: _number_label("trigger", f.facts.trigger_time_ms, " ms"),
        ),
        only_if_it_resolves=True,
    ),
    SplitKey(_by(_pet, _pet_label), only_if_it_resolves=True),
    SplitKey(
        _by(lambda f: f.facts.segment, lambda f: _number_label("segment", f.facts.segment)),
        only_if_it_resolves=True,
    ),
    SplitKey(_by(_spacing, _spacing_label)),
    SplitKey(
        _by(
            lambda f: f.header.sort.convolution_kernel,
            lambda f: f"kernel {f.header.sort.convolution_kernel or '?'}",
        )
    ),
    SplitKey(
        _by(
            lambda f: f.header.sort.pet_series_type,
            lambda f: " ".join(f.header.sort.pet_series_type).lower(),
        )
    ),
)
"""G-003 and G-005 in order; a stack of an enhanced image counts as an orientation of its own."""
