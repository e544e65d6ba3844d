"""Finds what was on show in the catalog of now, which may have grown or lost it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.display_set import ImageStack

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog
    from viewer.model.display_set import DisplaySet
    from viewer.model.image import FrameKey


def find_shown(catalog: Catalog, uid: str, key: FrameKey | None) -> tuple[DisplaySet, int] | None:
    """The display set that holds frame `key` now and where in it; None if nothing does.

    A series that has grown may have been split in another way: the frame decides, the uid only
    where it was looked for first. Without a frame (a document) the uid does.
    """
    sets = [item.display_set for item in catalog.items() if item.display_set is not None]
    if key is None:
        return next(((one, 0) for one in sets if one.uid == uid), None)
    for one in sorted(sets, key=lambda one: one.uid != uid):
        if isinstance(one, ImageStack):
            for index, frame in enumerate(one.frames):
                if frame.key == key:
                    return one, index
    return None
