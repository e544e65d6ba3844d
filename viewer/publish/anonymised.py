"""Studies without identity on their way to a disc: first the copy that is proven, then the disc."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TYPE_CHECKING

from viewer.deid import job
from viewer.deid.key import JobKey
from viewer.publish.delivery import folder_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from viewer.deid.account import Account
    from viewer.deid.profile import Profile
    from viewer.deid.risk import Review
    from viewer.publish.request import Request, Work


@dataclass(frozen=True, slots=True)
class Anonymising:
    """How identities are taken out; see `viewer.deid.request`."""

    profile: Profile
    key: JobKey = field(default_factory=JobKey)
    reviews: Mapping[str, Review] = field(default_factory=dict)


@contextmanager
def anonymised(request: Request, how: Anonymising, work: Work) -> Iterator[tuple[Request, Account]]:
    """The same request for a copy without identity, which is gone afterwards; and its account.

    An export id stands for names on labels (M-072); one is made up where none is given. Raises
    DeidError, MediumError, TargetError, CancelledError.
    """
    with folder_beside(request.target) as folder:
        copy = folder / "copy"
        account = job.run(
            job.Request(request.sources, copy, how.profile, how.key, how.reviews),
            work.progress,
            work.cancel,
            work.settings,
        )
        export_id = request.export_id or f"EXPORT-{token_hex(4).upper()}"
        yield (
            replace(request, sources=(copy / "DICOM",), deidentified=True, export_id=export_id),
            account,
        )
