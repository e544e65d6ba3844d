"""An arrangement as a file: JSON with a version, documented in docs/arrangement-file.md.

A file may be anybody's: what does not have the form to the letter is refused as a whole, with
the place in it that is wrong, and nothing of it is used.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final, NoReturn

from viewer.app.arrangement import Arrangement, ImageRef, SavedDrawing, Shown
from viewer.app.json_fields import Fields, pair
from viewer.app.link_state import LinkKind
from viewer.app.saved_view import room_in, tiles_in
from viewer.errors import ArrangementError
from viewer.limits import (
    ARRANGEMENT_BYTES,
    ARRANGEMENT_CHARACTERS,
    ARRANGEMENT_DRAWINGS,
    ARRANGEMENT_POINTS,
)
from viewer.model.annotation import AnnotationKind
from viewer.model.annotation_style import AnnotationStyle
from viewer.model.lut import VoiFunction, VoiSource, Window
from viewer.model.shapes import is_complete_with
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


def _drawing_out(drawing: SavedDrawing) -> dict[str, object]:
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


def _drawing_in(value: object, place: str) -> SavedDrawing:
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
    drawing = SavedDrawing(
        fields.text("id", 64),
        AnnotationKind[kind],
        fields.each("points", ARRANGEMENT_POINTS, _point_in),
        image_in(fields.inner("image")),
        fields.text("text", ARRANGEMENT_CHARACTERS),
        AnnotationStyle(colour, fields.number("width", 0.1, 100.0)),
        fields.pair("label_offset") if fields.has("label_offset") else None,
    )
    fields.finish()
    if not is_complete_with(drawing.kind, len(drawing.points)):
        raise ArrangementError(f"{place}: a {drawing.kind.value.lower()} has other points")
    return drawing


def _point_in(value: object, place: str) -> tuple[float, float]:
    found = pair(value)
    if found is None:
        raise ArrangementError(f"{place} is not a point")
    return found
