"""The words in the corners of a viewport (S-30), pure text from facts and state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from viewer.app.deid_badge import badge, doubt
from viewer.app.identity_view import NOTICE, SHOWN
from viewer.app.stack_suv import frame_suv
from viewer.app.wording import (
    age_between,
    format_date,
    format_time,
    moment,
    prior_label,
    series_title,
    voi_label,
)
from viewer.model.geometry import SpacingSource
from viewer.model.signs import with_minus
from viewer.model.viewport import AnnotationLevel, ColourReading, FitMode

if TYPE_CHECKING:
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.model.header import ImageFacts, LossyFacts
    from viewer.model.lut import VoiTransform
    from viewer.model.viewport import Presentation, ViewState

KEY_PICTURE = "★ key picture"
ONLY_KEY_PICTURES = "only key pictures"
TECHNIQUE_CHARACTERS = 40  # in one line of the corner
IN_PIXELS = "words in the picture are not hidden"
_WRITTEN_ON = frozenset({"US", "IVUS", "SC", "OT", "XC", "ES", "GM", "OP", "DOC", "RF", "XA"})
MOST_OVERLAYS = 3  # named in the corner; there can be sixteen


class Emphasis(StrEnum):
    """How a line is drawn; never colour alone, the words carry it too."""

    NORMAL = "normal"
    STRONG = "strong"
    WARNING = "warning"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of corner text."""

    text: str
    emphasis: Emphasis = Emphasis.NORMAL


@dataclass(frozen=True, slots=True)
class CornerText:
    """Lines per corner, top to bottom."""

    top_left: tuple[Line, ...] = ()
    top_right: tuple[Line, ...] = ()
    bottom_left: tuple[Line, ...] = ()
    bottom_right: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class CornerFacts:
    """What the corners are made of, gathered from the viewport by the caller."""

    stack: ImageStack
    index: int
    frame: StackFrame
    view: ViewState
    presentation: Presentation
    voi: VoiTransform | None  # the one in use, None for colour
    zoom: float  # device pixels per image column
    newest_study: str = ""  # `moment` of the same patient's, to name priors (S-09)
    link_labels: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    in_tile: bool = False  # one of several images in a viewport
    marked: tuple[str, ...] = ()  # what others drew or hid, at every level (P-001, S-12)
    is_calibrated: bool = False  # a person's scale is in use, not the file's (D-104)
    rejected: str = ""  # why it should not be used (P-022)
    picked: tuple[str, ...] = ()  # what somebody selected it for (P-021)
    is_key: bool = False  # marked as key here


def corner_text(facts: CornerFacts, level: AnnotationLevel) -> CornerText:
    """Text for one viewport; identity, orientation and lossy marks survive every level."""
    full = level is AnnotationLevel.FULL
    minimal = level is not AnnotationLevel.OFF
    if facts.in_tile:
        return _tile_text(facts, minimal=minimal)
    return CornerText(
        top_left=_identity(facts, full=full),
        top_right=_study(facts, full=full),
        bottom_left=_display(facts, full=full, minimal=minimal),
        bottom_right=_position(facts, full=full, minimal=minimal),
    )


def _tile_text(facts: CornerFacts, *, minimal: bool) -> CornerText:
    """The words of a tile: which image it is, always; whose, stands above all of them."""
    number = Line(f"{facts.index + 1}/{len(facts.stack.frames)}", Emphasis.STRONG)
    display = _display(facts, full=False, minimal=minimal)
    return CornerText(
        bottom_left=tuple(line for line in display if not line.text.startswith("zoom ")),
        bottom_right=(*_position(facts, full=False, minimal=False), number),
    )


def _identity(facts: CornerFacts, *, full: bool) -> tuple[Line, ...]:
    stated, study = facts.frame.header.patient, facts.frame.header.study
    patient = SHOWN.facts(stated)
    lines = [Line(patient.name or "no name", Emphasis.STRONG)]
    if facts.rejected:
        lines.append(Line(f"REJECTED: {facts.rejected}", Emphasis.DANGER))
    number = f"id {stated.patient_id}" if stated.patient_id else "no id"
    numbers = [NOTICE if SHOWN.state.people else number]
    birth = format_date(patient.birth_date)
    if birth:
        numbers.append(f"*{birth}")
    about = " ".join(
        part for part in (stated.sex, age_between(stated.birth_date, study.date)) if part
    )
    if about:
        numbers.append(about)
    lines.append(Line(" · ".join(numbers)))
    if full:
        lines.append(Line(series_title(facts.frame.header.series)))
        if facts.stack.label:
            lines.append(Line(SHOWN.text(facts.stack.label)))
        lines += [Line(f"★ {SHOWN.text(words)}") for words in facts.picked]
    return (*lines, *_deidentified(facts, full=full))


def _deidentified(facts: CornerFacts, *, full: bool) -> tuple[Line, ...]:
    """That identity was removed, and what speaks against it (S-17)."""
    header = facts.frame.header
    against = doubt(header)
    if against:
        return (Line(against, Emphasis.WARNING),)
    words = badge(header, full=full)
    return (Line(words),) if words else ()


def _study(facts: CornerFacts, *, full: bool) -> tuple[Line, ...]:
    study = facts.frame.header.study
    date = format_date(study.date) or "no date"
    prior = prior_label(moment(study), facts.newest_study)
    when = date if not full else " ".join(part for part in (date, format_time(study.time)) if part)
    lines = [Line(when, Emphasis.STRONG)]
    if prior:
        lines.append(Line(prior, Emphasis.WARNING))
    if full:
        about = (SHOWN.place(study.institution), SHOWN.text(study.description))
        lines += [Line(text) for text in about if text]
    return tuple(lines)


def _display(facts: CornerFacts, *, full: bool, minimal: bool) -> tuple[Line, ...]:
    image = facts.frame.header.image
    lines: list[Line] = []
    if image is not None and full:
        lines += [Line(text) for text in _joined(image.technique)]
        uptake = frame_suv(facts.frame)
        lines += [Line(uptake.words)] if uptake is not None else []
    if image is not None and image.lossy.lossy:
        lines.append(Line(_lossy(image.lossy), Emphasis.WARNING))
    as_in_file = facts.presentation.state is None  # else it says which are to be seen (D-084)
    if image is not None and full and facts.presentation.show_overlays and as_in_file:
        lines += [Line(SHOWN.text(text)) for text in _overlay_words(image)]
    lines += [Line(SHOWN.text(text)) for text in facts.marked]
    lines += [Line(IN_PIXELS, Emphasis.WARNING)] if _may_be_named_in_pixels(facts) else []
    lines += [Line(text, Emphasis.WARNING) for text in facts.notices]
    lines += [Line(text, Emphasis.WARNING) for text in _turn_marks(facts.view)]
    if facts.presentation.inverted:
        lines.append(Line("INVERTED", Emphasis.WARNING))
    if facts.presentation.colour_window is not None:
        lines.append(Line("display adjusted", Emphasis.WARNING))
    reading = facts.presentation.colour_reading
    if _is_colour(image) and reading is not ColourReading.AS_DECODED:
        lines.append(Line(reading.value, Emphasis.WARNING))
    if minimal and facts.voi is not None:
        lines.append(Line(voi_label(facts.voi)))
    if minimal:
        lines.append(Line(" · ".join((f"zoom {facts.zoom * 100:.0f} %", *_true_size(facts)))))
    return tuple(lines)


def _may_be_named_in_pixels(facts: CornerFacts) -> bool:
    """Whether a name that is hidden may still be read in the picture itself (A-050)."""
    return SHOWN.state.people and facts.frame.header.series.modality in _WRITTEN_ON


def _true_size(facts: CornerFacts) -> tuple[str, ...]:
    """That lengths on the screen are those of the patient, as far as they are (D-103, D-108)."""
    spacing = facts.frame.facts.spacing
    if facts.view.fit is not FitMode.TRUE_SIZE or spacing is None or facts.is_calibrated:
        return ()
    exact = spacing.source is SpacingSource.PATIENT
    return ("true size" if exact else f"true size {spacing.source.value}",)


def _lossy(lossy: LossyFacts) -> str:
    """Every compression the image went through, in order: "LOSSY 10:1 ISO_10918_1" (S-07)."""
    steps = zip_longest((f"{ratio:g}:1" for ratio in lossy.ratios), lossy.methods, fillvalue="")
    return " ".join(("LOSSY", " + ".join(" ".join(filter(None, step)) for step in steps))).strip()


def _joined(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Short facts side by side, in as few lines as keep clear of the image."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]} · {part}" if rows else part
        if rows and len(joined) <= TECHNIQUE_CHARACTERS:
            rows[-1] = joined
        else:
            rows.append(part)
    return tuple(rows)


def _is_colour(image: ImageFacts | None) -> bool:
    return image is not None and image.pixels.samples_per_pixel > 1


def _overlay_words(image: ImageFacts) -> list[str]:
    """What the file calls its overlays and measured in them (D-083)."""
    words = []
    for overlay in image.overlays[:MOST_OVERLAYS]:
        parts = dict.fromkeys((overlay.label, overlay.description, *overlay.statistics))
        text = " · ".join(part for part in parts if part)
        if text:
            words.append(f"overlay: {text}")
    return words


def _turn_marks(view: ViewState) -> tuple[str, ...]:
    marks = []
    if view.flipped:
        marks.append("FLIPPED")
    # Said as a reader does it: mirrored first, then turned clockwise as seen.
    turns = (-view.quarter_turns if view.flipped else view.quarter_turns) % 4
    if turns:
        marks.append(f"ROTATED {turns * 90}°")
    return tuple(marks)


def _missing(stack: ImageStack) -> int:
    """How many files the header or the directory promises and nobody has (S-05)."""
    return stack.expected - len({f.key.file for f in stack.frames}) if stack.expected else 0


def _position(facts: CornerFacts, *, full: bool, minimal: bool) -> tuple[Line, ...]:
    lines: list[Line] = []
    for label in facts.link_labels:  # a link by hand is marked as long as it lasts (G-041)
        emphasis = Emphasis.WARNING if "not " in label else Emphasis.NORMAL
        lines.append(Line(label, emphasis))
    if facts.stack.is_selection:  # the rest of the series is hidden: never unsaid (S-08)
        lines.append(Line(ONLY_KEY_PICTURES, Emphasis.WARNING))
    if facts.is_key and minimal:
        lines.append(Line(KEY_PICTURE, Emphasis.STRONG))
    if minimal:
        lines.append(Line(f"{facts.index + 1} / {len(facts.stack.frames)}", Emphasis.STRONG))
        missing = _missing(facts.stack)
        if missing > 0:
            lines.append(Line(f"{missing} missing", Emphasis.WARNING))
    if minimal:
        lines += [Line(words) for words in _joined(_index_labels(facts))]
    if full:
        lines += [Line(text) for text in _place(facts)]
    laterality = facts.frame.facts.laterality
    if laterality:
        emphasis = Emphasis.WARNING if len(laterality) > 1 else Emphasis.STRONG
        text = " / ".join(laterality) + (" (sources disagree)" if len(laterality) > 1 else "")
        lines.append(Line(f"{text} {_mammogram_view(facts)}".strip(), emphasis))
    return tuple(lines)


def _place(facts: CornerFacts) -> tuple[str, ...]:
    """Thickness and position, in a line."""
    place = []
    if facts.frame.facts.slice_thickness_mm:
        place.append(f"{facts.frame.facts.slice_thickness_mm:.1f} mm")
    if facts.stack.is_volume and facts.frame.facts.plane is not None:
        place.append(with_minus(f"pos {facts.frame.facts.plane.distance_mm:.1f}"))
    return (" · ".join(place),) if place else ()


def _index_labels(facts: CornerFacts) -> tuple[str, ...]:
    """By what the frame is counted, "detector 2", "view 31" (D-143)."""
    image, index = facts.frame.header.image, facts.frame.key.frame_index
    labels = (vector.label(index) for vector in image.index) if image is not None else ()
    return tuple(filter(None, labels))


def _mammogram_view(facts: CornerFacts) -> str:
    """The view, which every reader looks for beside the side: "L MLO"; "" for other pictures."""
    header = facts.frame.header
    return header.sort.view_position if header.series.modality == "MG" else ""
