"""A series becomes display sets: stacks to scroll through, films, documents (G-001..G-005)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from viewer.hanging.order import ordered
from viewer.hanging.pet import in_series
from viewer.hanging.spacing import StackGeometry, expected_images, measure
from viewer.hanging.split_keys import LOCALIZER_LABEL, is_localizer, split
from viewer.model.display_set import (
    DisplaySet,
    Document,
    DocumentKind,
    ImageStack,
    StackFrame,
    StackKind,
)
from viewer.model.entities import Instance
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import FrameFacts, ImageFacts, InstanceHeader
from viewer.model.image import FileKey, FrameKey
from viewer.model.sop_classes import (
    KEY_OBJECT_SELECTION,
    is_structured_report,
    sop_class_name,
)

Pair = tuple[Instance, InstanceHeader]

_MOST_PARTS: Final = 65_535  # of a concatenation, by the VR; anything above is no number of a part


def split_series(
    instances: Sequence[Instance],
    headers: Mapping[FileKey, InstanceHeader],
) -> tuple[DisplaySet, ...]:
    """Everything one series has to show, in the order of its instances; nothing is dropped.

    Args:
        instances: all instances of one series; those without a header are not read yet.
        headers: by file; may hold other files too.

    The first set keeps the Series Instance UID as its own, so that a series that falls apart
    while its headers arrive keeps what is already on the screen.
    """
    read = [i for i in instances if i.file in headers]
    series_uid = headers[read[0].file].series.uid if read else ""
    pet = in_series(headers[i.file] for i in read)
    singles, films, others = _sorted_out([(i, pet.get(i.file, headers[i.file])) for i in read])
    drafts = [*_draft_slices(singles), *(d for film in films for d in _draft_film(film))]
    drafts.sort(key=lambda draft: draft.first)
    drafts = _told_apart(drafts)
    sets: list[DisplaySet] = [_stack(draft, series_uid) for draft in drafts]
    if len(drafts) == 1 and len(singles) > 1 and isinstance(sets[0], ImageStack):
        sets = [replace(sets[0], expected=expected_images(sets[0].frames))]
    sets += [_document(instance, header) for instance, header in others]
    return _with_uids(sets, series_uid)


@dataclass(frozen=True, slots=True)
class _Image:
    """One image of the series."""

    place: int  # among the instances
    header: InstanceHeader
    facts: ImageFacts

    @property
    def count(self) -> int:
        return max(self.facts.pixels.number_of_frames, 1)

    @property
    def frames(self) -> list[StackFrame]:
        """All frames in stored order."""
        file, header = self.header.file, self.header
        return [
            StackFrame(FrameKey(file, index), header, self._frame_facts(index))
            for index in range(self.count)
        ]

    def _frame_facts(self, index: int) -> FrameFacts:
        facts = self.facts.frame(index)
        return facts if facts.image_type else replace(facts, image_type=self.facts.image_type)


@dataclass(frozen=True, slots=True)
class _Draft:
    """Frames that will be one stack."""

    first: int  # place of its first image in the series
    label: str
    frames: tuple[StackFrame, ...]
    is_film: bool = False  # frames in stored order; geometry says nothing about them
    temporal: bool = False
    findings: tuple[Finding, ...] = ()


def _sorted_out(pairs: Iterable[Pair]) -> tuple[list[_Image], list[list[_Image]], list[Pair]]:
    """Single-frame images; multi-frame images, concatenations joined; everything else."""
    singles: list[_Image] = []
    films: list[list[_Image]] = []
    others: list[Pair] = []
    concatenations: dict[str, list[_Image]] = {}
    for place, (instance, header) in enumerate(pairs):
        if header.image is None:
            others.append((instance, header))
            continue
        image = _Image(place, header, header.image)
        whole = header.sort.concatenation_uid
        if whole in concatenations:
            concatenations[whole].append(image)
        elif whole or image.count > 1:
            films.append([image])
            if whole:
                concatenations[whole] = films[-1]
        else:
            singles.append(image)
    return singles, films, others


def _draft_slices(singles: Sequence[_Image]) -> list[_Draft]:
    """Single-frame images, parted by G-003."""
    if not singles:
        return []
    place_of = {image.header.file: image.place for image in singles}
    frames = [frame for image in singles for frame in image.frames]
    return [
        _Draft(min(place_of[f.key.file] for f in members), label, ordered(members))
        for label, members in split(frames)
    ]


def _draft_film(parts: list[_Image]) -> list[_Draft]:
    """A multi-frame image, or a concatenation: a volume is parted like a series, a film is not."""
    parts = sorted(parts, key=lambda image: image.header.sort.in_concatenation_number or 0)
    frames = [frame for image in parts for frame in image.frames]
    first = min(image.place for image in parts)
    findings = _missing_parts([image.header for image in parts])
    if not _is_volume(parts, frames):
        temporal = parts[0].facts.cine.temporal
        film = _Draft(first, "", tuple(frames), is_film=True, temporal=temporal, findings=findings)
        return [film]
    return [
        _Draft(first, label, ordered(members), findings=findings)
        for label, members in split(frames)
    ]


def _is_volume(parts: Sequence[_Image], frames: Sequence[StackFrame]) -> bool:
    """True if every frame has a plane of its own and they do not all lie in one place."""
    if any(len(image.facts.frames) == 1 < image.count for image in parts):
        return False  # one plane for all frames says nothing about the single frame
    positions = {f.facts.plane.position for f in frames if f.facts.plane is not None}
    return len(positions) > 1 and all(f.facts.plane is not None for f in frames)


def _missing_parts(headers: Sequence[InstanceHeader]) -> tuple[Finding, ...]:
    """D-123: a concatenation with holes in its numbering, or fewer parts than it states."""
    numbers = {h.sort.in_concatenation_number or 0 for h in headers}
    totals = {h.sort.in_concatenation_total or 0 for h in headers}
    parts = {n for n in numbers if 0 < n <= _MOST_PARTS}
    last = max(n for n in (0, *parts, *totals) if n <= _MOST_PARTS)
    holes = [
        (before + 1, after - 1)
        for before, after in pairwise([0, *sorted(parts), last + 1])
        if after - before > 1
    ]
    if not holes or not parts:
        return ()
    missing = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in holes)
    detail = f"parts {missing} of a concatenation are missing"
    return (
        Finding(
            FindingCode.FILE_MISSING,
            Severity.ERROR,
            detail,
            headers[0].file.path,
            headers[0].series.uid,
        ),
    )


def _told_apart(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Add the Instance Number where labels alone do not tell the stacks apart (G-001)."""
    labels = [draft.label for draft in drafts]
    return [
        replace(draft, label=f"{draft.label} no. {number}".strip())
        if labels.count(draft.label) > 1
        and (number := draft.frames[0].header.sort.instance_number) is not None
        else draft
        for draft in drafts
    ]


def _stack(draft: _Draft, series_uid: str) -> ImageStack:
    geometry = StackGeometry() if draft.is_film else measure(draft.frames, series_uid)
    return ImageStack(
        uid="",
        label=draft.label,
        kind=_kind(draft, geometry),
        frames=draft.frames,
        spacing_mm=geometry.spacing_mm,
        is_volume=geometry.is_volume,
        gaps=geometry.gaps,
        findings=(*draft.findings, *geometry.findings),
    )


def _kind(draft: _Draft, geometry: StackGeometry) -> StackKind:
    frames = draft.frames
    if LOCALIZER_LABEL in draft.label or all(map(is_localizer, frames)):
        return StackKind.LOCALIZER
    if len(frames) == 1:
        return StackKind.SINGLE
    if draft.is_film:
        return StackKind.CINE if draft.temporal else StackKind.SLICES
    at_one_place = frames[0].facts.plane is not None and geometry.spacing_mm is None
    times = {(f.facts.temporal_position, f.facts.trigger_time_ms) for f in frames}
    return StackKind.CINE if at_one_place and len(times) == len(frames) else StackKind.SLICES


def _document(instance: Instance, header: InstanceHeader) -> Document:
    name = sop_class_name(header.sop_class_uid or instance.sop_class_uid)
    if header.mime_type.lower() == "application/pdf":
        kind, label = DocumentKind.PDF, header.title or name
    elif header.sop_class_uid == KEY_OBJECT_SELECTION or is_structured_report(header.sop_class_uid):
        kind, label = DocumentKind.REPORT, header.title or name
    else:
        kind, label = DocumentKind.OTHER, name
    return Document(uid="", label=label, kind=kind, instance=instance, header=header)


def _with_uids(sets: Sequence[DisplaySet], series_uid: str) -> tuple[DisplaySet, ...]:
    """The series' own UID for the first; the others add what they are."""
    used: set[str] = set()
    result: list[DisplaySet] = []
    for number, display_set in enumerate(sets):
        file = _file(display_set)
        base = series_uid or f"file {file.medium} {file.path}"
        endings = [f"#{text}" for text in (display_set.label, file.path, str(number)) if text]
        uid = next(base + e for e in endings if base + e not in used) if number else base
        used.add(uid)
        result.append(replace(display_set, uid=uid))
    return tuple(result)


def _file(display_set: DisplaySet) -> FileKey:
    if isinstance(display_set, Document):
        return display_set.header.file
    return display_set.frames[0].key.file
