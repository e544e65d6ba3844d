"""Which slice of another stack belongs to one: by position, or what joins them (G-040, G-041).

Both ways work alike from either side: what is scrolled and what follows can change places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.link_state import MatchedSlice, SliceMatch
from viewer.app.registrations import NO_REGISTRATIONS, way_between
from viewer.model.patient_space import dot, image_plane, subtract
from viewer.model.signs import with_minus

if TYPE_CHECKING:
    from viewer.app.link_state import Links
    from viewer.app.registrations import Registrations
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.model.geometry import Vector
    from viewer.model.registration import Matrix

PARALLEL = 0.95  # |cosine| of the normals above which planes count as parallel
ALIKE = 0.7  # the same for two slices a person matched: patients lie a little differently


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The slice of another stack at the same place, and how far off it is."""

    index: int
    residual_mm: float
    missing: bool  # the nearest slice is too far away to be the same place
    offset: str = ""  # by a person's match: "+12.5 mm" from one position to the other
    registered: bool = False  # by a registration object


def corresponding(
    links: Links,
    source: ImageStack,
    index: int,
    target: ImageStack,
    registrations: Registrations = NO_REGISTRATIONS,
) -> Correspondence | None:
    """The slice of `target` that belongs to slice `index` of `source`; None if nothing links them.

    A match of just these two series comes first, then the common frame of reference, then a
    match of their frames of reference, then a registration of these.
    """
    own, wide = [], []
    for match in links.matches:
        for near, far in ((match.first, match.second), (match.second, match.first)):
            if near.display_set == source.uid and far.display_set == target.uid:
                own.append((near, far, match))
            elif match.by_space and _lies_in(near, source) and _lies_in(far, target):
                wide.append((near, far, match))
    for near, far, match in own:
        return _by_match(near, far, match, source, index, target)
    found = corresponding_index(source, index, target)
    if found is not None:
        return found
    for near, far, match in wide:
        return _by_match(near, far, match, source, index, target)
    frame = source.frames[index]
    way = way_between(registrations, links, frame, target.frames[0])
    return _by_registration(way, frame, target) if way is not None else None


def corresponding_index(
    source: ImageStack, index: int, target: ImageStack
) -> Correspondence | None:
    """Find the slice of `target` at the position of slice `index` of `source` (G-040).

    None when the two cannot be compared: another patient (S-02), no geometry, another frame
    of reference, or planes that are not parallel. `missing` follows G-040: the residual exceeds
    spacing and thickness.
    """
    plane, first = source.frames[index].facts.plane, target.frames[0].facts.plane
    if plane is None or first is None or not (has_place(source) and has_place(target)):
        return None
    reference = plane.frame_of_reference_uid
    if (
        not reference
        or reference != first.frame_of_reference_uid
        or not same_person(source, target)
    ):
        return None
    normal = first.normal
    if abs(dot(plane.normal, normal)) <= PARALLEL:
        return None
    return _nearest(target, normal, dot(plane.position, normal))


def same_person(one: ImageStack, other: ImageStack) -> bool:
    """Whether both headers state one identity, in every part of it (S-01)."""
    mine, theirs = one.frames[0].header.patient, other.frames[0].header.patient
    return mine is theirs or mine.identity == theirs.identity


def has_place(stack: ImageStack) -> bool:
    """Whether every slice has a position of its own along one direction, or there is one slice."""
    return stack.is_volume or (len(stack.frames) == 1 and stack.frames[0].facts.plane is not None)


def is_matched(links: Links, one: ImageStack, other: ImageStack) -> bool:
    """Whether a person said which slices of the two belong together."""
    return any(
        (near.display_set == one.uid and far.display_set == other.uid)
        or (match.by_space and _lies_in(near, one) and _lies_in(far, other))
        for match in links.matches
        for near, far in ((match.first, match.second), (match.second, match.first))
    )


def slice_match(first: ImageStack, at: int, second: ImageStack, there: int) -> SliceMatch:
    """What "these two slices match" means: by distances if both stacks have them, else by number.

    Slices that lie in different directions share no distances; they go by number too.
    """
    one, other = _matched(first, at), _matched(second, there)
    alike = (
        one.normal is not None
        and other.normal is not None
        and abs(dot(one.normal, other.normal)) > ALIKE
    )
    if not alike:
        one, other = _without_place(one), _without_place(other)
    return SliceMatch(one, other)


def _matched(stack: ImageStack, index: int) -> MatchedSlice:
    frame = stack.frames[index]
    identity, plane = frame.header.patient.identity, frame.facts.plane
    if plane is None or not has_place(stack):
        return MatchedSlice(stack.uid, frame.key, identity)
    reference = plane.frame_of_reference_uid
    return MatchedSlice(stack.uid, frame.key, identity, reference, plane.position, plane.normal)


def _without_place(side: MatchedSlice) -> MatchedSlice:
    return MatchedSlice(side.display_set, side.key, side.identity, side.frame_of_reference_uid)


def _lies_in(side: MatchedSlice, stack: ImageStack) -> bool:
    """Whether a stack lies in the frame of reference of one side, parallel to its slice."""
    frame = stack.frames[0]
    plane = frame.facts.plane
    return (
        plane is not None
        and side.normal is not None
        and has_place(stack)
        and plane.frame_of_reference_uid == side.frame_of_reference_uid
        and frame.header.patient.identity == side.identity
        and abs(dot(plane.normal, side.normal)) > PARALLEL
    )


def _by_match(
    near: MatchedSlice,
    far: MatchedSlice,
    match: SliceMatch,
    source: ImageStack,
    index: int,
    target: ImageStack,
) -> Correspondence | None:
    if match.by_position:
        return _by_distance(near, far, source.frames[index], target)
    at, there = _index_of(near, source), _index_of(far, target)
    if at is None or there is None:
        return None
    wanted = index - at + there
    last = len(target.frames) - 1
    offset = f"{with_minus(f'{there - at:+d}')} images"
    return Correspondence(max(0, min(wanted, last)), 0.0, not 0 <= wanted <= last, offset)


def _by_distance(
    near: MatchedSlice, far: MatchedSlice, frame: StackFrame, target: ImageStack
) -> Correspondence | None:
    """Equal millimetres along the normals of the two slices, the same way through the body."""
    plane = frame.facts.plane
    if plane is None or near.normal is None or far.normal is None:
        return None
    assert near.position is not None
    assert far.position is not None
    # Patient axes are alike in both: the sign tells whether the normals point the same way.
    sign = 1.0 if dot(near.normal, far.normal) > 0 else -1.0
    way = dot(subtract(plane.position, near.position), near.normal) * sign
    start = dot(far.position, far.normal)
    found = _nearest(target, far.normal, start + way)
    if found is None:
        return None
    apart = sign * start - dot(near.position, near.normal)
    words = f"{with_minus(f'{apart:+.1f}')} mm"
    return Correspondence(found.index, found.residual_mm, found.missing, words)


def _by_registration(way: Matrix, frame: StackFrame, target: ImageStack) -> Correspondence | None:
    """The slice of `target` through the carried middle of a slice, if both are still parallel."""
    plane, first = frame.facts.plane, target.frames[0].facts.plane
    if plane is None or first is None or not has_place(target):
        return None
    from viewer.app.carried import carried  # noqa: PLC0415  few discs have a registration
    from viewer.model.registration import moved  # noqa: PLC0415

    there = carried(plane, way, first.frame_of_reference_uid)
    if abs(dot(there.normal, first.normal)) <= PARALLEL:
        return None
    image = image_plane(frame.header, frame.facts)
    # Turned a little, the corner of a slice is elsewhere than what it shows.
    middle = image.middle if image is not None else plane.position
    found = _nearest(target, first.normal, dot(moved(way, middle), first.normal))
    return replace(found, registered=True) if found is not None else None


def _nearest(target: ImageStack, normal: Vector, wanted_mm: float) -> Correspondence | None:
    nx, ny, nz = normal
    planes = [frame.facts.plane for frame in target.frames]
    # In one go: linked scrolling asks for every follower at every step.
    apart = [
        abs(plane.position[0] * nx + plane.position[1] * ny + plane.position[2] * nz - wanted_mm)
        for plane in planes
        if plane is not None
    ]
    if len(apart) != len(planes):
        return None
    least = min(apart)
    best = apart.index(least)
    thickness = target.frames[best].facts.slice_thickness_mm or 0.0
    limit = max(target.spacing_mm or 0.0, thickness)
    return Correspondence(best, least, least > limit)


def _index_of(side: MatchedSlice, stack: ImageStack) -> int | None:
    return next((n for n, frame in enumerate(stack.frames) if frame.key == side.key), None)
