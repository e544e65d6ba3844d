"""Drawings and words of a presentation state (P-012..P-015)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from viewer.limits import STATE_CHARACTERS, STATE_LAYERS
from viewer.media import attributes as at
from viewer.media import presentation_attributes as pr
from viewer.media.documents.sr_values import long_text
from viewer.media.numbers import unpack
from viewer.model.cielab import grey_from_p_value, rgb_from_cielab
from viewer.model.presentation_state import (
    GraphicAnnotation,
    GraphicKind,
    GraphicLayer,
    GraphicObject,
    GraphicStyle,
    TextObject,
    Units,
)

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset
    from viewer.media.presentation_references import StateBudget
    from viewer.model.geometry import Point

TOO_MANY: Final = "some of very many drawings"
DRAWING_UNUSABLE: Final = "a drawing"
TEXT_UNUSABLE: Final = "a text"
SLIDE_UNITS: Final = "drawings on a whole slide"
TOO_MANY_LAYERS: Final = "some of very many layers"
_POINTS_NEEDED: Final = {
    GraphicKind.POINT: (1, 1),
    GraphicKind.POLYLINE: (2, math.inf),
    GraphicKind.INTERPOLATED: (2, math.inf),
    GraphicKind.CIRCLE: (2, 2),
    GraphicKind.ELLIPSE: (4, 4),
}
_WIDEST_LINE: Final = 50.0
_ALIGNMENTS: Final = {"CENTER": "center", "RIGHT": "right"}


def layers(raw: RawDataset, budget: StateBudget) -> tuple[GraphicLayer, ...]:
    """The layers in the order in which they are drawn (P-012)."""
    items = raw.items(pr.GRAPHIC_LAYER_SEQUENCE, STATE_LAYERS + 1)
    if len(items) > STATE_LAYERS:
        budget.miss(TOO_MANY_LAYERS)
    found = [
        GraphicLayer(
            item.text(pr.GRAPHIC_LAYER),
            item.integer(pr.GRAPHIC_LAYER_ORDER) or 0,
            _layer_colour(item),
            item.text(pr.GRAPHIC_LAYER_DESCRIPTION),
        )
        for item in items[:STATE_LAYERS]
    ]
    return tuple(sorted(found, key=lambda layer: layer.order))


def _layer_colour(item: RawDataset) -> str:
    """CIELab before grey, as the screen has colours; the retired RGB where nothing else is."""
    if lab := _cielab(item, pr.GRAPHIC_LAYER_CIELAB):
        return lab
    grey = item.integer(pr.GRAPHIC_LAYER_GREY)
    if grey is not None:
        return grey_from_p_value(grey)
    rgb = item.ints(pr.GRAPHIC_LAYER_RGB)
    if len(rgb) != 3:
        return ""
    return "#" + "".join(f"{round(min(max(value, 0), 65535) / 257):02x}" for value in rgb)


def _cielab(item: RawDataset, tag: int) -> str:
    lab = item.ints(tag)
    return rgb_from_cielab((lab[0], lab[1], lab[2])) if len(lab) == 3 else ""


def graphic_annotations(raw: RawDataset, budget: StateBudget) -> tuple[GraphicAnnotation, ...]:
    """Everything drawn or written, in stored order; what cannot be is told to `budget`."""
    found = []
    for item in raw.items(pr.GRAPHIC_ANNOTATION_SEQUENCE):
        references = budget.references(item)
        if references is None:
            budget.miss(DRAWING_UNUSABLE)
            continue
        drawn = [_graphic(one, budget) for one in item.items(pr.GRAPHIC_OBJECT_SEQUENCE)]
        words = [_text(one, budget) for one in item.items(pr.TEXT_OBJECT_SEQUENCE)]
        _look_at_compounds(item, budget)
        graphics = tuple(one for one in drawn if one is not None)
        texts = tuple(one for one in words if one is not None)
        layer = item.text(pr.GRAPHIC_LAYER)
        found.append(GraphicAnnotation(references, layer, graphics, texts))
    return tuple(found)


def _look_at_compounds(item: RawDataset, budget: StateBudget) -> None:
    """Compound graphics are drawn as their simple equivalents; without one they are missing."""
    simple = {
        one.integer(pr.COMPOUND_GRAPHIC_INSTANCE_ID)
        for sequence in (pr.GRAPHIC_OBJECT_SEQUENCE, pr.TEXT_OBJECT_SEQUENCE)
        for one in item.items(sequence)
    }
    for compound in item.items(pr.COMPOUND_GRAPHIC_SEQUENCE):
        number = compound.integer(pr.COMPOUND_GRAPHIC_INSTANCE_ID)
        if number is None or number not in simple:
            budget.miss(DRAWING_UNUSABLE)


def _graphic(item: RawDataset, budget: StateBudget) -> GraphicObject | None:
    budget.objects -= 1
    if budget.objects < 0:
        budget.miss(TOO_MANY)
        return None
    units = _units(item, pr.GRAPHIC_ANNOTATION_UNITS, budget)
    stated = item.code(pr.GRAPHIC_TYPE)
    if units is None:
        return None
    if stated not in list(GraphicKind):
        budget.miss(f"a drawing of kind {stated or 'unknown'}")
        return None
    kind = GraphicKind(stated)
    points = _points(item, budget)
    fewest, most = _POINTS_NEEDED[kind]
    if points is None or not fewest <= len(points) <= most:
        budget.miss(DRAWING_UNUSABLE)
        return None
    filled = item.code(pr.GRAPHIC_FILLED) == "Y"
    return GraphicObject(kind, points, units, filled, _style(item))


def _points(item: RawDataset, budget: StateBudget) -> tuple[Point, ...] | None:
    """Pairs of numbers, never a part of them: half a contour would be another one."""
    element = item.elements.get(at.GRAPHIC_DATA)
    if element is None or element[2] > 8 * budget.points:
        return None
    numbers = unpack(item.raw(at.GRAPHIC_DATA), item.vr(at.GRAPHIC_DATA), item.encoding.order)
    if numbers is None or len(numbers) % 2 or not all(map(math.isfinite, numbers)):
        return None
    budget.points -= len(numbers) // 2
    return tuple(zip(map(float, numbers[::2]), map(float, numbers[1::2]), strict=True))


def _style(item: RawDataset) -> GraphicStyle:
    line = item.first_item(pr.LINE_STYLE_SEQUENCE)
    fill = item.first_item(pr.FILL_STYLE_SEQUENCE)
    filling = _cielab(fill, pr.PATTERN_ON_COLOR_CIELAB) if fill is not None else ""
    if line is None:
        return GraphicStyle(fill=filling)
    width, opacity = line.number(pr.LINE_THICKNESS), line.number(pr.PATTERN_ON_OPACITY)
    usable = width is not None and 0 < width <= _WIDEST_LINE
    return GraphicStyle(
        colour=_cielab(line, pr.PATTERN_ON_COLOR_CIELAB),
        width_px=width if usable else None,
        dashed=line.code(pr.LINE_DASHING_STYLE) == "DASHED",
        opacity=opacity if opacity is not None and 0 <= opacity <= 1 else 1.0,
        fill=filling,
    )


def _text(item: RawDataset, budget: StateBudget) -> TextObject | None:
    budget.objects -= 1
    words = long_text(item, pr.UNFORMATTED_TEXT_VALUE)[: STATE_CHARACTERS + 1]
    budget.characters -= len(words)
    if budget.objects < 0 or budget.characters < 0:
        budget.miss(TOO_MANY)
        return None
    top_left, bottom_right = (
        _point(item, tag) for tag in (pr.BOUNDING_BOX_TOP_LEFT, pr.BOUNDING_BOX_BOTTOM_RIGHT)
    )
    has_box = top_left is not None and bottom_right is not None
    anchor = _point(item, pr.ANCHOR_POINT)
    box_units: Units | None = Units.PIXEL
    anchor_units: Units | None = Units.PIXEL
    if has_box:
        box_units = _units(item, pr.BOUNDING_BOX_ANNOTATION_UNITS, budget)
    if anchor is not None:
        anchor_units = _units(item, pr.ANCHOR_POINT_ANNOTATION_UNITS, budget)
    if box_units is None or anchor_units is None:
        return None
    if not words or not (has_box or anchor is not None):
        budget.miss(TEXT_UNUSABLE)
        return None
    style = item.first_item(pr.TEXT_STYLE_SEQUENCE)
    return TextObject(
        lines=tuple(words.split("\n")),
        box=(top_left, bottom_right) if top_left and bottom_right else None,
        box_units=box_units,
        anchor=anchor,
        anchor_units=anchor_units,
        anchor_visible=item.code(pr.ANCHOR_POINT_VISIBILITY) == "Y",
        alignment=_ALIGNMENTS.get(item.code(pr.BOUNDING_BOX_JUSTIFICATION), "left"),
        colour=_cielab(style, pr.TEXT_COLOR_CIELAB) if style is not None else "",
    )


def _point(item: RawDataset, tag: int) -> Point | None:
    numbers = item.floats(tag)
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def _units(item: RawDataset, tag: int, budget: StateBudget) -> Units | None:
    stated = item.code(tag)
    if stated in list(Units):
        return Units(stated)
    budget.miss(SLIDE_UNITS if stated == "MATRIX" else DRAWING_UNUSABLE)
    return None
