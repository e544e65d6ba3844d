"""A whole job: from any places to one new folder or ZIP, proven clean, or to nothing at all."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.deid.copying import Copying
from viewer.deid.delivery import deliver, no_output, stage_for
from viewer.deid.errors import LeakError
from viewer.deid.identity_list import IdentityList
from viewer.deid.output import Kind
from viewer.deid.picture_copies import check_kind, draw_pictures
from viewer.deid.proving import prove_copies
from viewer.deid.request import Progress, Request, Work, check_target, silent
from viewer.deid.validating import validate
from viewer.media.cancel import CancelToken
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from viewer.deid.account import Account
    from viewer.deid.engine import Change
    from viewer.deid.identity import Identity

WAITING: Final = ""  # in `Preview.people`

__all__ = ["WAITING", "Preview", "Progress", "Request", "check_target", "preview", "run"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do: the account, and the values of one object of each series.

    `people` is what identifies those in it, to be searched for in text found in images (A-053):
    by `DeidReport.person_code`, and at `WAITING` all those of images that may hold text.
    """

    account: Account
    examples: tuple[tuple[Change, ...], ...] = field(repr=False)
    people: Mapping[str, Identity] = field(default_factory=dict, repr=False)


def run(
    request: Request,
    progress: Progress = silent,
    cancel: CancelToken | None = None,
    settings: Settings | None = None,
) -> Account:
    """Make the copy; either all of it is there at the end, or nothing.

    Raises:
        OutputError: the place is in use or cannot be written, or the disk is full.
        LeakError: the proof found something; nothing is delivered.
        MediumError: a source cannot be opened, or was taken out.
        CancelledError: by `cancel`.
        DeidError: nothing at all could be copied.
    """
    work = Work(progress, cancel or CancelToken(), settings or Settings())
    check_target(request)
    check_kind(request.output.kind)
    with _identities(request.output.mapping) as identities, stage_for(request) as stage:
        folder = stage / "copy"
        job = _proven(request, folder, work, identities)
        if request.validated:
            validate(job, work)
        if request.output.kind is not Kind.DICOM:
            folder = stage / "pictures"
            draw_pictures(stage / "copy", folder, request.output.kind, job.account, work)
        job.account.write(folder)
        if identities is not None:
            identities.deliver()
        deliver(request, stage, folder, work)
    return job.account


def preview(
    request: Request,
    progress: Progress = silent,
    cancel: CancelToken | None = None,
    settings: Settings | None = None,
) -> Preview:
    """What `run` would do, without writing anything; raises as `run` does for sources."""
    job = Copying(request, Work(progress, cancel or CancelToken(), settings or Settings()))
    job.copy()
    people = {**job.people, WAITING: job.in_pictures}
    return Preview(job.account, tuple(job.examples.values()), people)


def _proven(request: Request, folder: Path, work: Work, identities: IdentityList | None) -> Copying:
    """Copy and prove; once more from the start where a later file taught what an earlier one held.

    So a name that only one file has as a name is taken out of the technical text of another, be
    it of another person.
    """
    folder.mkdir()
    first = Copying(request, work, folder, identities)
    first.copy()
    try:
        prove_copies(first, folder, work)
    except LeakError:
        shutil.rmtree(folder)
        folder.mkdir()
        if identities is not None:
            identities.restart()
        second = Copying(request, work, folder, identities)
        second.people = first.people
        second.others = first.everybody()
        second.copy()
        prove_copies(second, folder, work)
        return second
    return first


@contextmanager
def _identities(place: Path | None) -> Iterator[IdentityList | None]:
    """The list of identities, if one is asked for; nothing is left of it where the job fails."""
    if place is None:
        yield None
        return
    try:
        identities = IdentityList(place)
    except OSError as error:
        raise no_output(error) from error
    try:
        yield identities
    except BaseException:
        identities.discard()
        raise
