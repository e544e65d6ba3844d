"""How pictures were hung, out of an arrangement's file: room made for others, tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.limits import FRAMES
from viewer.model.viewport import Room, Tiles

if TYPE_CHECKING:
    from viewer.app.json_fields import Fields


def room_in(fields: Fields) -> Room:
    """What FIT makes room for; raises ArrangementError."""
    toward = fields.text("toward", 5)
    room = Room(fields.number("width", 1e-3), fields.number("height", 1e-3), toward)
    fields.finish()
    return room


def tiles_in(fields: Fields) -> Tiles:
    """A page of tiles; raises ArrangementError."""
    first = fields.whole("first", 0, FRAMES)
    tiles = Tiles(fields.whole("rows", 1, 4), fields.whole("columns", 1, 4), first)
    fields.finish()
    return tiles
