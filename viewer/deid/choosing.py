"""Which objects of the sources were chosen to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid.objects import sop_class_name
from viewer.media import attributes as at
from viewer.media.key_selection import key_selection
from viewer.media.presentation_references import StateBudget

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

_KEY_OBJECTS: Final = "1.2.840.10008.5.1.4.1.1.88.59"


class Chosen:
    """Tells what was chosen, by SOP Instance UID, and what of it never came; None: all of it.

    Presentation states and key objects that nobody chose go along where everything goes that they
    are about; those that were chosen stay behind where nothing goes that they are about.
    """

    def __init__(self, only: frozenset[str] | None) -> None:
        self._only = only
        self._awaited = set(only or ())

    @property
    def is_everything(self) -> bool:
        """True if nothing was chosen in particular."""
        return self._only is None

    @property
    def missing(self) -> int:
        """How many chosen objects have not come yet."""
        return len(self._awaited)

    def takes(self, raw: RawDataset) -> bool:
        """Whether this object goes into the copy."""
        if self._only is None:
            return True
        uid = raw.uid(at.SOP_INSTANCE_UID)
        is_chosen = uid in self._only
        self._awaited.discard(uid)
        about = _references(raw)
        if about is None:
            return is_chosen
        there = about & self._only
        return bool(there) and (is_chosen or there == about)


def _references(raw: RawDataset) -> frozenset[str] | None:
    """What a presentation state or key object is about; None of all other objects."""
    sop_class = raw.uid(at.SOP_CLASS_UID)
    if sop_class == _KEY_OBJECTS:
        return frozenset(ref.sop_instance_uid for ref in key_selection(raw).references)
    if "Presentation State" in sop_class_name(sop_class):
        return frozenset(StateBudget().all_references(raw).frames)
    return None
