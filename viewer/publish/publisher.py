"""From places with studies to verified discs: plan, stage, verify - or nothing at all (M-076)."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.media.cancel import CancelToken
from viewer.media.decoders.pool import DecoderPool
from viewer.media.directory_writer import DirectoryWriter
from viewer.publish import verify
from viewer.publish.errors import PublishError, TargetError, VerifyError
from viewer.publish.gates import Gate, gates, names_gate
from viewer.publish.plan import PublishPlan, Rules, make_plan
from viewer.publish.profiles import CARRIERS, DEFAULT, Carrier, Profile
from viewer.publish.sources import Sources
from viewer.publish.stage import Stage, Staged
from viewer.publish.survey import survey
from viewer.settings import Settings

if TYPE_CHECKING:
    from viewer.publish.plan import DiscPlan

Progress = Callable[[str, int, int | None], None]  # what is done, how many, of how many
_IMAGE: Final = ".ISO"


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be published where; `target` is a folder that is new or empty, or an ISO file."""

    sources: tuple[Path, ...]
    target: Path
    profile: Profile = DEFAULT
    carrier: Carrier | None = None  # None: what the profile is for
    several_patients: bool = False
    disc_for_each: bool = False
    deidentified: bool = False
    with_tools: bool = True  # run the checks of others where they are installed
    volume_id: str = ""
    made: datetime = field(default_factory=lambda: datetime.now(UTC).astimezone())

    @property
    def is_image(self) -> bool:
        """Whether the result is an image of a disc rather than a folder."""
        return self.target.suffix.upper() == _IMAGE

    @property
    def medium(self) -> Carrier:
        """What it is meant to be burned or copied to."""
        return self.carrier or CARRIERS[self.profile.carrier]


@dataclass(frozen=True, slots=True)
class Published:
    """A finished job; `places` are the folders or images, one for each disc."""

    plan: PublishPlan
    places: tuple[Path, ...]
    objects: int
    left_out: Counter[str]
    filled: Counter[str]
    gates: tuple[Gate, ...]

    @property
    def has_findings(self) -> bool:
        """Whether somebody should look: objects left out, or a check of others that failed."""
        return bool(self.left_out) or any(gate.passed is False for gate in self.gates)


class Publisher:
    """One job: `plan` shows what would be done, `run` does it."""

    def __init__(
        self,
        request: Request,
        progress: Progress = lambda *_: None,
        cancel: CancelToken | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._request = request
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._settings = settings or Settings()

    def plan(self) -> PublishPlan:
        """Read the sources and decide; writes nothing.

        Raises RefusedError, MediumError, CancelledError.
        """
        with Sources(self._request.sources, self._settings) as sources:
            return self._planned(sources)

    def run(self, confirm: Callable[[PublishPlan], bool] = lambda _: True) -> Published | None:
        """Make the discs: all of them are there at the end, or nothing; None if not confirmed.

        Raises:
            RefusedError: the plan breaks a rule.
            TargetError: the place is in use or cannot be written, or is full.
            VerifyError: what was read back is not what was written.
            MediumError: a source cannot be opened, or was taken out.
            CancelledError: by the token.
        """
        check_target(self._request)
        with ExitStack() as on_exit:
            sources = on_exit.enter_context(Sources(self._request.sources, self._settings))
            plan = self._planned(sources)
            if not confirm(plan):
                return None
            check_room(self._request, plan)
            folder = _new_folder_beside(self._request.target)
            on_exit.callback(shutil.rmtree, folder, ignore_errors=True)
            pool = on_exit.enter_context(DecoderPool(self._settings.decode))
            made = [self._made(disc, plan, folder, sources, pool) for disc in plan.discs]
            places = deliver(self._request, [staged.tree for staged, _ in made])
        return _account(plan, made, places)

    def _planned(self, sources: Sources) -> PublishPlan:
        request = self._request

        def progress(done: int) -> None:
            self._progress("looking", done, None)

        found = survey(sources, request.profile, self._settings, progress, self._cancel)
        rules = Rules(
            request.profile,
            request.medium,
            request.medium.capacity,
            request.several_patients,
            request.disc_for_each,
            request.deidentified,
        )
        return make_plan(found, rules)

    def _made(
        self,
        disc: DiscPlan,
        plan: PublishPlan,
        folder: Path,
        sources: Sources,
        pool: DecoderPool,
    ) -> tuple[Staged, list[Gate]]:
        """Stage and verify one disc below `folder`."""
        tree = folder / f"DISC{disc.number}"
        tree.mkdir()
        directory = DirectoryWriter(
            volume_id(self._request, disc.number, len(plan.discs)), f"2.25.{uuid.uuid4().int}"
        )
        total = len(disc.objects)
        stage = Stage(tree, sources, pool, self._settings, self._cancel)
        staged = stage.run(disc, directory, lambda done: self._progress("writing", done, total))
        if not staged.files:
            words, _ = staged.left_out.most_common(1)[0]
            raise PublishError(f"nothing could be written; most often: {words}")
        return staged, self._verified(staged)

    def _verified(self, staged: Staged) -> list[Gate]:
        verify.flush()
        total = len(staged.files)
        verify.check_files(
            staged, lambda done: self._progress("checking", done, total), self._cancel
        )
        verify.reopened(staged, self._settings, self._cancel)
        paths = [file.path for file in staged.files]
        if self._request.with_tools:
            self._progress("asking other programs", total, total)
            found = gates(staged.tree, paths, self._request.profile, invented=bool(staged.filled))
        else:
            found = [names_gate(paths)]
        failed = [gate.name for gate in found if gate.passed is False and gate.about_disc]
        if failed:
            raise VerifyError(tuple(f"{name} refuses it" for name in failed))
        return found


def volume_id(request: Request, number: int, of: int) -> str:
    """The name of a disc and its file-set: 16 characters that say nothing of a person (M-013)."""
    if request.volume_id and of == 1:
        return request.volume_id
    stem = request.volume_id[:12] or f"DISC_{request.made:%Y%m%d}"
    return stem if of == 1 else f"{stem}_{number}"


def check_target(request: Request) -> None:
    """Raise TargetError if something is at the place already: nothing is ever replaced."""
    place = request.target
    try:
        is_empty = not request.is_image and place.is_dir() and not any(place.iterdir())
    except OSError as error:
        raise TargetError(error.strerror or "the place cannot be looked at") from error
    if (place.exists() or place.is_symlink()) and not is_empty:
        raise TargetError("there is something at the place for the disc already")


def check_room(request: Request, plan: PublishPlan) -> None:
    """Raise TargetError if the disk has no room for all that will be written."""
    place = request.target.absolute()
    while not place.exists():
        place = place.parent
    needed = plan.length * (2 if request.is_image else 1)
    free = shutil.disk_usage(place).free
    if free < needed:
        raise TargetError(f"{needed >> 20} MB are needed at the place, {free >> 20} MB are free")


def _new_folder_beside(target: Path) -> Path:
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".lightbox-", dir=target.absolute().parent))
    except OSError as error:
        raise TargetError(error.strerror or "the place refused it") from error


def deliver(request: Request, trees: list[Path]) -> tuple[Path, ...]:
    """Put finished discs where they were wanted; raises TargetError."""
    check_target(request)
    target = request.target.absolute()
    try:
        if len(trees) == 1:
            if target.is_dir():
                target.rmdir()
            trees[0].rename(target)
            return (target,)
        target.mkdir(exist_ok=True)
        for tree in trees:
            tree.rename(target / tree.name)
        return tuple(target / tree.name for tree in trees)
    except OSError as error:
        raise TargetError(error.strerror or "the place refused it") from error


def _account(
    plan: PublishPlan, made: list[tuple[Staged, list[Gate]]], places: tuple[Path, ...]
) -> Published:
    left_out, filled = Counter(plan.left_out), Counter[str]()
    for staged, _ in made:
        left_out += staged.left_out
        filled += staged.filled
    every = tuple(gate for _, found in made for gate in found)
    objects = sum(len(staged.files) for staged, _ in made)
    return Published(plan, places, objects, left_out, filled, every)
