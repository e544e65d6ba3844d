"""The images a person marked as key images, in a saved arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.arrangement import Images, Prepared
from viewer.app.json_fields import Fields
from viewer.app.key_images import KeyImage, KeyImageState
from viewer.app.session_file import image_in, image_out
from viewer.errors import ArrangementError

if TYPE_CHECKING:
    from viewer.app.key_images import KeyImageStore

_MOST: Final = 10_000


class SavedKeyImages:
    """Their names in the order they were marked; a `SavedPart`."""

    name = "key_images"

    def __init__(self, store: KeyImageStore) -> None:
        self._store = store

    def saved(self, images: Images) -> object:
        """An image name for each."""
        marked = self._store.state.images
        return [
            image_out(images.ref(one.header, one.key.frame_index + 1)) for one in marked
        ] or None

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand the names of a file; raises ArrangementError."""
        if not isinstance(value, list) or len(value) > _MOST:
            raise ArrangementError(f"'key_images' is not a list of up to {_MOST}")
        refs = [image_in(Fields(one, f"key image {n}")) for n, one in enumerate(value, 1)]
        found = [one for ref in refs if (one := images.find(ref)) is not None and one.frame]
        marks = [KeyImage(one.frame.key, one.header) for one in found if one.frame is not None]
        return Prepared(lambda: self._add(marks), len(marks), len(refs) - len(marks))

    def _add(self, marks: list[KeyImage]) -> None:
        """Those that are marked already stay where they are."""
        before = self._store.state
        new = {mark.key: mark for mark in marks if mark.key not in before.keys}
        self._store.set_state(KeyImageState((*before.images, *new.values())))
