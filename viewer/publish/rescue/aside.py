"""Objects that were read as a whole and are not in the copy, each by its name."""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.errors import NotDicomError
from viewer.publish.rescue.losses import Loss, whose_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from viewer.publish.rescue.losses import Whose
    from viewer.publish.rescue.work import RescuedFile, Work

DAMAGED: Final = "read, but damaged or not fit for a disc"


@dataclass(frozen=True, slots=True)
class Aside:
    """Objects that are not in the copy; `same` are as they are what is there."""

    missing: tuple[Loss, ...] = ()
    same: tuple[Loss, ...] = ()

    @property
    def count(self) -> int:
        """Files."""
        return len(self.missing) + len(self.same)


def set_aside(work: Work, objects: Iterable[str], held: Mapping[str, str]) -> Aside:
    """Those of `objects` that are not `held`: paths in the copy by SOP Instance UID (G-014)."""
    paths = set(held.values())
    missing, same = [], []
    for path in objects:
        if path in paths:
            continue
        file = work.files[path]
        whose = _whose(work, file)
        other = held.get(whose.sop_instance_uid) if whose is not None else None
        if other is None:
            missing.append(Loss(path, DAMAGED, whose))
        elif filecmp.cmp(work.place(file), work.place(work.files[other]), shallow=False):
            same.append(Loss(path, f"the same as {other}", whose))
        else:
            missing.append(Loss(path, f"differs from {other}, which has its identifier", whose))
    return Aside(tuple(missing), tuple(same))


def _whose(work: Work, file: RescuedFile) -> Whose | None:
    try:
        return whose_of(work, file, file.size)
    except NotDicomError:
        return None
