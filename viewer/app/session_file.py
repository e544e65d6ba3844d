"""An arrangement as a file: JSON with a version, documented in docs/arrangement-file.md.

A file may be anybody's: what does not have the form to the letter is refused as a whole, with
the place in it that is wrong, and nothing of it is used.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final, NoReturn, TypeVar

from viewer.app.arrangement import Arrangement, Drawing, ImageRef, Shown
from viewer.app.link_state import LinkKind
from viewer.app.saved_view import room_in, tiles_in
from viewer.errors import ArrangementError
from viewer.limits import (
    ARRANGEMENT_BYTES,
    ARRANGEMENT_CHARACTERS,
    ARRANGEMENT_DRAWINGS,
    ARRANGEMENT_POINTS,
)
from viewer.model.annotation import AnnotationKind, AnnotationStyle
from viewer.model.lut import VoiFunction, VoiSource, Window
from viewer.model.viewport import (
    AnnotationLevel,
    ColourReading,
    FitMode,
    Presentation,
    ReferenceLineMode,
    Tiles,
    ViewState,
)

FORMAT: Final = "lightbox-arrangement"
VERSION: Final = 1
ENDING: Final = ".lightbox"
_LARGEST: Final = 1e9  # of a coordinate or zoom; what is larger is none
_Enum = TypeVar("_Enum", bound=StrEnum)
_Value = TypeVar("_Value")


def encode(arrangement: Arrangement) -> bytes:
    """The file's content."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "fingerprint": arrangement.fingerprint,
        "salt": arrangement.salt,
        "people": dict(arrangement.people),
        "layout": {
            "rows": arrangement.rows,
            "columns": arrangement.columns,
            "active": arrangement.active,
            "maximised": arrangement.maximised,
            "links": [kind.value for kind in arrangement.links],
            "lines": arrangement.lines,
            "corner_text": arrangement.corner_text,
        },
        "viewports": [one and _shown_out(one) for one in arrangement.viewports],
        "drawings": [_drawing_out(one) for one in arrangement.drawings],
        "parts": dict(arrangement.parts),
    }
    return json.dumps(content, indent=1, allow_nan=False).encode()


def decode(data: bytes) -> Arrangement:
    """The arrangement of a file's content; raises ArrangementError for anything else."""
    if len(data) > ARRANGEMENT_BYTES:
        raise ArrangementError("the file is too large to be an arrangement")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ArrangementError("the file is not an arrangement") from error
    top = Fields(value, "the file")
    if top.text("format") != FORMAT:
        raise ArrangementError("the file is not an arrangement")
    if top.whole("version", 1, 1 << 30) != VERSION:
        raise ArrangementError("it was saved by a newer Lightbox")
    return _arrangement(top)


class Fields:
    """One JSON object, taken apart strictly; `finish` refuses what nobody asked for.

    Every method raises ArrangementError that names the place.
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise ArrangementError(f"{place} is not an object")
        self._left: dict[str, Any] = dict(value)
        self._place = place

    def has(self, key: str) -> bool:
        """Whether there is such a field with a value."""
        if key in self._left and self._left[key] is None:
            del self._left[key]
        return key in self._left

    def value(self, key: str) -> Any:  # noqa: ANN401  JSON
        """A field as it is."""
        if key not in self._left:
            self._refuse(key, "is missing")
        return self._left.pop(key)

    def text(self, key: str, longest: int = 256) -> str:
        """A text up to a length."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > longest:
            self._refuse(key, f"is not a text of up to {longest} characters")
        return value

    def hexadecimal(self, key: str, length: int) -> str:
        """A text of so many hexadecimal digits."""
        value = self.text(key)
        if len(value) != length or not set(value) <= set("0123456789abcdef"):
            self._refuse(key, f"is not {length} hexadecimal digits")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.value(key)
        if not isinstance(value, bool):
            self._refuse(key, "is not true or false")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._refuse(key, f"is not a whole number from {low} to {high}")
        return value

    def number(self, key: str, low: float = -_LARGEST, high: float = _LARGEST) -> float:
        """A finite number within bounds."""
        value = number(self.value(key))
        if value is None or not low <= value <= high:
            self._refuse(key, "is not a number that makes sense")
        return value

    def pair(self, key: str) -> tuple[float, float]:
        """Two numbers."""
        value = pair(self.value(key))
        if value is None:
            self._refuse(key, "is not a pair of numbers")
        return value

    def choice(self, key: str, kind: type[_Enum]) -> _Enum:
        """One of an enumeration."""
        value = self.text(key)
        if value not in {member.value for member in kind}:
            self._refuse(key, "is none of the known words")
        return kind(value)

    def each(
        self, key: str, most: int, make: Callable[[object, str], _Value]
    ) -> tuple[_Value, ...]:
        """A list of up to so many, each made of its value and its place."""
        value = self.value(key)
        if not isinstance(value, list) or len(value) > most:
            self._refuse(key, f"is not a list of up to {most}")
        return tuple(make(one, f"{self._place}, {key} {n}") for n, one in enumerate(value, 1))

    def inner(self, key: str) -> Fields:
        """An object inside of this one."""
        return Fields(self.value(key), f"{self._place}, {key}")

    def finish(self) -> None:
        """Refuse what is left."""
        for key in self._left:
            self._refuse(key[:40], "is unknown")

    def _refuse(self, key: str, why: str) -> NoReturn:
        raise ArrangementError(f"{self._place}: {key!a} {why}")


def number(value: object) -> float | None:
    """A finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) and abs(found) <= _LARGEST else None


def pair(value: object) -> tuple[float, float] | None:
    """Two finite numbers, None for anything else."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, second = number(value[0]), number(value[1])
    return (first, second) if first is not None and second is not None else None


def image_out(ref: ImageRef) -> dict[str, object]:
    """An image as JSON; parts of other areas name their images so too."""
    return {
        "study": ref.study_uid,
        "series": ref.series_uid,
        "instance": ref.sop_instance_uid,
        "frame": ref.frame,
    }


def image_in(fields: Fields) -> ImageRef:
    """The image named by `image_out`; raises ArrangementError."""
    found = ImageRef(
        fields.text("study"),
        fields.text("series"),
        fields.text("instance"),
        fields.whole("frame", 0, 1 << 31),
    )
    fields.finish()
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)  # NaN and infinities are no JSON


def _arrangement(top: Fields) -> Arrangement:
    fingerprint = top.text("fingerprint", 64)
    salt = top.hexadecimal("salt", 32)
    layout = top.inner("layout")
    rows, columns = layout.whole("rows", 1, 3), layout.whole("columns", 1, 4)
    people = top.value("people")
    if not isinstance(people, dict) or not all(isinstance(v, str) for v in people.values()):
        raise ArrangementError("the file: 'people' is not an object of texts")
    parts = top.value("parts")
    if not isinstance(parts, dict):
        raise ArrangementError("the file: 'parts' is not an object")
    found = Arrangement(
        fingerprint=fingerprint,
        salt=salt,
        people=people,
        rows=rows,
        columns=columns,
        active=layout.whole("active", 0, rows * columns - 1),
        maximised=layout.flag("maximised"),
        links=layout.each("links", len(LinkKind), _link_in),
        lines=layout.choice("lines", ReferenceLineMode),
        corner_text=layout.choice("corner_text", AnnotationLevel),
        viewports=top.each("viewports", rows * columns, _shown_in),
        drawings=top.each("drawings", ARRANGEMENT_DRAWINGS, _drawing_in),
        parts=parts,
    )
    layout.finish()
    top.finish()
    if len(found.viewports) != rows * columns:
        raise ArrangementError("the file: 'viewports' are not as many as the layout has")
    return found


def _link_in(value: object, place: str) -> LinkKind:
    try:
        return LinkKind(value)  # type: ignore[arg-type]  # what is none raises
    except ValueError as error:
        raise ArrangementError(f"{place} is no link") from error


def _shown_out(shown: Shown) -> dict[str, object]:
    view, look = shown.view, shown.presentation
    window = look.voi if isinstance(look.voi, Window) else None
    return {
        "image": image_out(shown.image),
        "view": {
            "fit": view.fit,
            "zoom": view.zoom,
            "center": view.center,
            "quarter_turns": view.quarter_turns,
            "flipped": view.flipped,
            "room": view.room and asdict(view.room),
        },
        "tiles": asdict(shown.tiles),
        "window": window
        and {
            "center": window.center,
            "width": window.width,
            "function": window.function,
            "name": window.name,
            "source": window.source,
        },
        "table": shown.table,
        "inverted": look.inverted,
        "overlays": look.show_overlays,
        "smooth": look.smooth,
        "from_zero": look.from_zero,
        "colour_window": look.colour_window,
        "colour_reading": look.colour_reading,
    }


def _shown_in(value: object, place: str) -> Shown | None:
    if value is None:
        return None
    fields = Fields(value, place)
    image = image_in(fields.inner("image"))
    view = fields.inner("view")
    seen = ViewState(
        view.choice("fit", FitMode),
        view.number("zoom", 1e-6, 1e6),
        view.pair("center") if view.has("center") else None,
        view.whole("quarter_turns", 0, 3),
        view.flag("flipped"),
        room=room_in(view.inner("room")) if view.has("room") else None,
    )
    view.finish()
    look = Presentation(
        voi=_window_in(fields.inner("window"), place) if fields.has("window") else None,
        inverted=fields.flag("inverted"),
        show_overlays=fields.flag("overlays"),
        smooth=fields.flag("smooth"),
        from_zero=fields.flag("from_zero") if fields.has("from_zero") else None,
        colour_window=fields.pair("colour_window") if fields.has("colour_window") else None,
        colour_reading=fields.choice("colour_reading", ColourReading),
    )
    table = fields.whole("table", 0, 1000) if fields.has("table") else None
    tiles = tiles_in(fields.inner("tiles")) if fields.has("tiles") else Tiles()
    fields.finish()
    return Shown(image, seen, look, table, tiles)


def _window_in(fields: Fields, place: str) -> Window:
    try:
        window = Window(
            fields.number("center"),
            fields.number("width"),
            fields.choice("function", VoiFunction),
            fields.text("name"),
            fields.choice("source", VoiSource),
        )
    except ValueError as error:
        raise ArrangementError(f"{place}: the window is none") from error
    fields.finish()
    return window


def _drawing_out(drawing: Drawing) -> dict[str, object]:
    return {
        "id": drawing.id,
        "kind": drawing.kind.name,
        "points": drawing.points,
        "image": image_out(drawing.image),
        "text": drawing.text,
        "colour": drawing.style.colour,
        "width": drawing.style.width_px,
        "label_offset": drawing.label_offset,
    }


def _drawing_in(value: object, place: str) -> Drawing:
    fields = Fields(value, place)
    kind = fields.text("kind")
    if kind not in AnnotationKind.__members__:
        raise ArrangementError(f"{place}: 'kind' is none of the known words")
    colour = fields.text("colour", 7)
    if (
        len(colour) != 7
        or colour[0] != "#"
        or not set(colour[1:].lower()) <= set("0123456789abcdef")
    ):
        raise ArrangementError(f"{place}: 'colour' is none")
    drawing = Drawing(
        fields.text("id", 64),
        AnnotationKind[kind],
        fields.each("points", ARRANGEMENT_POINTS, _point_in),
        image_in(fields.inner("image")),
        fields.text("text", ARRANGEMENT_CHARACTERS),
        AnnotationStyle(colour, fields.number("width", 0.1, 100.0)),
        fields.pair("label_offset") if fields.has("label_offset") else None,
    )
    fields.finish()
    low, high = POINTS[drawing.kind]
    if not low <= len(drawing.points) <= high:
        raise ArrangementError(f"{place}: a {drawing.kind.value.lower()} has other points")
    return drawing


def _point_in(value: object, place: str) -> tuple[float, float]:
    found = pair(value)
    if found is None:
        raise ArrangementError(f"{place} is not a point")
    return found


# How many points a drawing of each kind has (`AnnotationKind`).
POINTS: Final = {
    AnnotationKind.LENGTH: (2, 2),
    AnnotationKind.POLYLINE: (2, ARRANGEMENT_POINTS),
    AnnotationKind.ANGLE: (3, 3),
    AnnotationKind.COBB: (4, 4),
    AnnotationKind.RECTANGLE: (2, 2),
    AnnotationKind.ELLIPSE: (2, 2),
    AnnotationKind.FREEHAND: (3, ARRANGEMENT_POINTS),
    AnnotationKind.POINT: (1, 1),
    AnnotationKind.ARROW: (2, 2),
    AnnotationKind.TEXT: (1, 1),
    AnnotationKind.BIDIRECTIONAL: (4, 4),
}
