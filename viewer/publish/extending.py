"""Adding studies to a medium that has some: its directory is extended, and nothing on it is lost.

New files are staged on the medium itself, read back, put in their places, and only then the new
DICOMDIR takes the place of the old one. Until that moment the medium is what it was; if anything
fails it is that again.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from viewer.errors import MediumError
from viewer.limits import DIRECTORY_BYTES
from viewer.media.cancel import CancelToken
from viewer.media.decoders.pool import DecoderPool
from viewer.media.directory_existing import read_existing
from viewer.media.directory_writer import DirectoryWriter
from viewer.media.medium import Medium
from viewer.publish import verify
from viewer.publish.delivery import check_room, folder_beside
from viewer.publish.errors import PublishError, TargetError, VerifyError
from viewer.publish.plan import PublishPlan, Rules, make_plan
from viewer.publish.publisher import Published
from viewer.publish.request import Progress, Request, Work
from viewer.publish.sources import Sources
from viewer.publish.stage import DIRECTORY, Stage, Staged
from viewer.publish.survey import Survey, survey
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.media.directory_existing import ExistingDirectory
    from viewer.model.findings import LoadReport
    from viewer.model.header import PatientFacts

_FOLDER: Final = "DICOM"
_FIRST: Final = "PT"
_PAGES: Final = "INDEX.HTM"


class Extender:
    """One job; `request.target` is a folder or stick with a DICOMDIR in its root."""

    def __init__(
        self,
        request: Request,
        progress: Progress = lambda *_: None,
        cancel: CancelToken | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._request = request
        self._root = request.target.absolute()
        self._work = Work(progress, cancel or CancelToken(), settings or Settings())

    def plan(self, known: Survey | None = None) -> PublishPlan:
        """What would be added, of what is `known` or found now; writes nothing. Raises as `run`."""
        existing = self._existing()
        _, people = self._report()
        if known is not None:
            return self._planned(known, existing, people)
        with Sources(self._request.sources, self._work.settings) as sources:
            return self._planned(self._surveyed(sources), existing, people)

    def run(
        self,
        confirm: Callable[[PublishPlan], bool] = lambda _: True,
        known: Survey | None = None,
    ) -> Published | None:
        """Add everything or nothing; None if the plan was not confirmed.

        `known` is what is in the sources, or what is wanted of it, if they were read before.

        Raises:
            MediumError: there is no directory, or one that is not in order; a source is gone.
            RefusedError: the plan breaks a rule, or there is nothing new.
            TargetError: the medium cannot be written, or is full.
            VerifyError: what was read back is not what was written.
            CancelledError: by the token.
        """
        request, work = self._request, self._work
        existing = self._existing()
        before, people = self._report()
        with Sources(request.sources, work.settings) as sources:
            found = known if known is not None else self._surveyed(sources)
            plan = self._planned(found, existing, people)
            if not confirm(plan):
                return None
            check_room(request, plan)
            with (
                folder_beside(self._root / DIRECTORY) as folder,
                DecoderPool(work.settings.decode) as pool,
            ):
                directory = _writer(existing)
                staged = self._staged(folder, plan, sources, pool, directory)
                self._put_in_place(staged, before)
        notices = (
            ("the pages of the medium show what was there before",)
            if (self._root / _PAGES).exists()
            else ()
        )
        left_out = staged.left_out + type(staged.left_out)(plan.left_out)
        objects = len(staged.files)
        return Published(plan, (self._root,), objects, left_out, staged.filled, (), notices)

    def _existing(self) -> ExistingDirectory:
        try:
            path = self._root / DIRECTORY
            if path.stat().st_size > DIRECTORY_BYTES:
                raise MediumError("the directory of the medium is larger than the limit")
            data = path.read_bytes()
        except OSError as error:
            raise MediumError("there is no DICOMDIR at the place to add to") from error
        return read_existing(data, self._work.settings.decode)

    def _surveyed(self, sources: Sources) -> Survey:
        work = self._work
        return survey(
            sources,
            self._request.profile,
            work.settings,
            lambda done: work.progress("looking", done, None),
            work.cancel,
        )

    def _planned(
        self, found: Survey, existing: ExistingDirectory, people: tuple[PatientFacts, ...]
    ) -> PublishPlan:
        request = self._request
        rules = Rules(
            request.profile,
            request.medium,
            request.several_patients,
            deidentified=request.deidentified,
            names=_free_names(self._root),
            already=existing.instances,
            people=people,
        )
        plan = make_plan(found, rules)
        if len(plan.discs) > 1:
            raise TargetError("this is more than the medium holds")
        return plan

    def _report(self) -> tuple[LoadReport, tuple[PatientFacts, ...]]:
        """What our reader finds on the medium, and whom."""
        medium = Medium.open(self._root, 0, self._work.settings)
        try:
            medium.read_directory()
            medium.complete(lambda _: None, self._work.cancel)
            people = tuple(
                patient.facts
                for patient in medium.file_set().patients
                if any(series.instances for study in patient.studies for series in study.series)
            )
            return medium.report(), people
        finally:
            medium.close()

    def _staged(
        self,
        folder: Path,
        plan: PublishPlan,
        sources: Sources,
        pool: DecoderPool,
        directory: DirectoryWriter,
    ) -> Staged:
        work = self._work
        disc = plan.discs[0]
        total = len(disc.objects)
        stage = Stage(folder, sources, pool, work.settings, work.cancel, as_planned=True)
        staged = stage.run(disc, directory, lambda done: work.progress("writing", done, total))
        if not staged.files:
            words, _ = staged.left_out.most_common(1)[0]
            raise PublishError(f"nothing could be written; most often: {words}")
        verify.flush()
        verify.check_files(staged, lambda done: work.progress("checking", done, total), work.cancel)
        return staged

    def _put_in_place(self, staged: Staged, before: LoadReport) -> None:
        """New files first, the directory last; all of it taken back if the reader disagrees."""
        old = (self._root / DIRECTORY).read_bytes()
        kept = staged.tree / "OLD"
        moved: list[Path] = []
        try:
            kept.write_bytes(old)
            self._move(staged, moved)
            (staged.tree / DIRECTORY).replace(self._root / DIRECTORY)
            verify.flush()
            self._check(staged, before)
        except BaseException as error:
            self._take_back(kept, old, moved)
            if isinstance(error, OSError):
                raise TargetError(error.strerror or "the place refused it") from error
            raise

    def _move(self, staged: Staged, moved: list[Path]) -> None:
        (top,) = {file.placed.file_id[0] for file in staged.files}
        (self._root / top).mkdir(exist_ok=True)
        for patient in sorted((staged.tree / top).iterdir()):
            place = self._root / top / patient.name
            if place.exists():
                raise TargetError("something of this name came onto the medium meanwhile")
            patient.rename(place)
            moved.append(place)

    def _check(self, staged: Staged, before: LoadReport) -> None:
        after, _ = self._report()
        new = len(staged.files)
        was, now = before.counts, after.counts
        if (now.found, now.readable) != (was.found + new, was.readable + new):
            raise VerifyError(("the medium does not show what was there and what was added",))
        problems = [f for f in after.findings if f.code in verify.OURS]
        if len(problems) > sum(f.code in verify.OURS for f in before.findings):
            raise VerifyError((f"{problems[-1].code.value} after adding",))

    def _take_back(self, kept: Path, old: bytes, moved: list[Path]) -> None:
        with suppress(OSError):
            if (self._root / DIRECTORY).read_bytes() != old:
                kept.replace(self._root / DIRECTORY)
        for place in moved:
            shutil.rmtree(place, ignore_errors=True)
        with suppress(OSError):
            (self._root / _FOLDER).rmdir()  # if it is empty, it is ours


def _writer(existing: ExistingDirectory) -> DirectoryWriter:
    directory = DirectoryWriter(existing.file_set_id, existing.instance_uid or "2.25.1")
    directory.roots = existing.roots
    directory.root_elements = existing.elements
    return directory


def _free_names(root: Path) -> tuple[str, int]:
    """A folder for objects, and the first number of a patient that is free in it (M-010)."""
    names = {path.name.upper(): path for path in root.iterdir()}
    folder = _FOLDER
    for number in range(1, 1000):
        there = names.get(folder)
        if there is None or (there.name == folder and there.is_dir() and not there.is_symlink()):
            break
        folder = f"DICOM{number:03d}"
    place = root / folder
    inside = {path.name.upper() for path in place.iterdir()} if place.is_dir() else set()
    taken = [int(name[2:]) for name in inside if name.startswith(_FIRST) and name[2:].isdecimal()]
    return folder, max(taken, default=-1) + 1
