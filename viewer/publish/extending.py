"""Adding studies to a medium that has some: its directory is extended, and nothing on it is lost.

New files and new pages are staged on the medium itself, read back, put in their places, and then
the new DICOMDIR takes the place of the old one. Until that moment the medium is what it was; if
anything fails, the checks afterwards too, it is that again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.errors import MediumError
from viewer.limits import DIRECTORY_BYTES
from viewer.media.decoders.pool import DecoderPool
from viewer.media.directory_existing import read_existing
from viewer.media.directory_writer import DirectoryWriter
from viewer.publish import verify
from viewer.publish.delivery import check_room, folder_beside
from viewer.publish.errors import NothingError, TargetError, VerifyError
from viewer.publish.gates import directory_gate, gates, held, names_gate
from viewer.publish.job import Job
from viewer.publish.plan import PublishPlan, Rules, make_plan
from viewer.publish.publisher import Published
from viewer.publish.read_disc import seen_on
from viewer.publish.renewing import Renewal
from viewer.publish.stage import DIRECTORY, Stage, Staged
from viewer.publish.swap import swapping

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.media.directory_existing import ExistingDirectory
    from viewer.model.findings import LoadReport
    from viewer.publish.gates import Gate
    from viewer.publish.read_disc import Seen
    from viewer.publish.sources import Sources
    from viewer.publish.survey import Survey

_NEW: Final = "NEW"
_OLD: Final = "OLD"
_FOLDER: Final = "DICOM"
_FIRST: Final = "PT"


class Extender(Job):
    """One job; `request.target` is a folder or stick with a DICOMDIR in its root."""

    def plan(self, known: Survey | None = None) -> PublishPlan:
        """What would be added, of what is `known` or found now; writes nothing. Raises as `run`."""
        existing, seen = self._existing(), self._seen()
        return self._planned(known if known is not None else self.survey(), existing, seen)

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
            TargetError, WriteError: the medium cannot be written, or is full.
            VerifyError: what was read back is not what was written.
            CancelledError: by the token.
        """
        request, work = self._request, self._work
        existing, before = self._existing(), self._seen()
        with self._opened() as sources:
            found = known if known is not None else self._surveyed(sources)
            plan = self._planned(found, existing, before)
            if not confirm(plan):
                return None
            check_room(request, plan)
            with (
                folder_beside(self._root / DIRECTORY) as folder,
                DecoderPool(work.settings.decode) as pool,
            ):
                staged = self._staged(folder / _NEW, plan, sources, pool, _writer(existing))
                listed = [
                    p for p in before.placed if p.header.sop_instance_uid in existing.instances
                ]
                pages = Renewal(request, work, self._root, staged)
                pages.write(existing.file_set_id, listed, plan.discs[0])
                old_paths = ["/".join(one.file_id) for one in listed]
                gates = self._put_in_place(folder, staged, pages, before.report, old_paths)
        left_out = staged.left_out + type(staged.left_out)(plan.left_out)
        places, objects = (self._root,), len(staged.files)
        named = (*plan.left_out_files, *staged.left_out_files)
        return Published(
            plan, places, objects, left_out, staged.filled, tuple(gates), pages.notices, named
        )

    @property
    def _root(self) -> Path:
        return self._request.target.absolute()

    def _existing(self) -> ExistingDirectory:
        try:
            path = self._root / DIRECTORY
            if path.stat().st_size > DIRECTORY_BYTES:
                raise MediumError("the directory of the medium is larger than the limit")
            data = path.read_bytes()
        except OSError as error:
            raise MediumError("there is no DICOMDIR at the place to add to") from error
        return read_existing(data, self._work.settings.decode)

    def _seen(self) -> Seen:
        return seen_on(self._root, self._work.settings, self._work.cancel)

    def _planned(self, found: Survey, existing: ExistingDirectory, seen: Seen) -> PublishPlan:
        request = self._request
        rules = Rules(
            request.profile,
            request.medium,
            request.several_patients,
            deidentified=request.deidentified,
            web=request.wanted.pages is not None,
            names=_free_names(self._root),
            already=existing.instances,
            people=seen.people,
        )
        plan = make_plan(found, rules)
        if len(plan.discs) > 1:
            raise TargetError("this is more than the medium holds")
        return plan

    def _staged(
        self,
        tree: Path,
        plan: PublishPlan,
        sources: Sources,
        pool: DecoderPool,
        directory: DirectoryWriter,
    ) -> Staged:
        work = self._work
        disc = plan.discs[0]
        total = len(disc.objects)
        tree.mkdir()
        stage = Stage(tree, sources, pool, work.settings, work.cancel, as_planned=True)
        staged = stage.run(disc, directory, lambda done: work.progress("writing", done, total))
        if not staged.files:
            words, _ = staged.left_out.most_common(1)[0]
            raise NothingError(f"nothing could be written; most often: {words}")
        verify.flush()
        verify.check_files(staged, lambda done: work.progress("checking", done, total), work.cancel)
        return staged

    def _put_in_place(
        self,
        folder: Path,
        staged: Staged,
        pages: Renewal,
        before: LoadReport,
        old_paths: list[str],
    ) -> list[Gate]:
        """New files first, then the directory; all of it taken back if the checks disagree."""
        with swapping(self._root, folder / _OLD) as swap:
            (top,) = {file.placed.file_id[0] for file in staged.files}
            for patient in sorted((staged.tree / top).iterdir()):
                swap.add(patient, f"{top}/{patient.name}")
            old_directory = swap.replace(staged.tree / DIRECTORY, DIRECTORY)
            assert old_directory is not None  # it was read before
            pages.put(swap)
            verify.flush()
            self._check(staged, before)
            pages.check()
            return self._gates(staged, old_paths, old_directory)

    def _check(self, staged: Staged, before: LoadReport) -> None:
        after = self._seen().report
        new = len(staged.files)
        was, now = before.counts, after.counts
        if (now.found, now.readable) != (was.found + new, was.readable + new):
            raise VerifyError(("the medium does not show what was there and what was added",))
        problems = [f for f in after.findings if f.code in verify.OURS]
        if len(problems) > sum(f.code in verify.OURS for f in before.findings):
            raise VerifyError((f"{problems[-1].code.value} after adding",))

    def _gates(self, staged: Staged, old_paths: list[str], old_directory: Path) -> list[Gate]:
        """The same as of a new disc (M-076); what a check minded before is not ours to mend."""
        request, work = self._request, self._work
        new_paths = [file.path for file in staged.files]
        if not request.with_tools:
            return [held(names_gate(new_paths))]
        work.progress("asking other programs", 1, 1)
        found = gates(
            self._root,
            [*old_paths, *new_paths],
            request.profile,
            old_directory.parent,
            invented=bool(staged.filled),
        )
        held(names_gate(new_paths))
        was = directory_gate(old_directory.parent, old_directory.name)
        minded = {gate.name for gate in (names_gate(old_paths), was) if gate.passed is False}
        return [gate if gate.name in minded else held(gate) for gate in found]


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
