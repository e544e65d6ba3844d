"""From a scratched disc to a copy that opens anywhere, with an account of what is lost.

Read, list, mend, publish: the copy is made by the publisher, so it has legal names, a DICOMDIR
of what is there, and was read back. The disc itself is only read.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from viewer.errors import WriteError
from viewer.media.cancel import CancelToken
from viewer.media.dicomdir import Directory, ListedInstance
from viewer.media.file_id import split_file_id
from viewer.media.source import FolderSource
from viewer.publish.errors import RefusedError
from viewer.publish.handling import Deed
from viewer.publish.image import IsoOptions, write_iso
from viewer.publish.profiles import CARRIERS, PROFILES
from viewer.publish.publisher import Published, Publisher, Request
from viewer.publish.rescue.alone import alone
from viewer.publish.rescue.aside import Aside, set_aside
from viewer.publish.rescue.delivered import check_place, remember
from viewer.publish.rescue.letters import mend_letters
from viewer.publish.rescue.losses import Losses, losses
from viewer.publish.rescue.one_file import OneFile
from viewer.publish.rescue.others import LOG, OBJECT, OTHER, copy_others, kind_of_file, second_name
from viewer.publish.rescue.packed import inside_of
from viewer.publish.rescue.passes import WRITING
from viewer.publish.rescue.reading import Patience, read_medium
from viewer.publish.rescue.work import Work
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_IMAGE: Final = ".ISO"
_ANY_SYNTAX: Final = PROFILES[-1]
_VOLUME: Final = "RESCUED"
_FIRST: Final = ("DICOMDIR", "README.TXT", LOG, "INDEX.HTM")


@dataclass(frozen=True, slots=True)
class RescueRequest:
    """What is to be rescued to where; `target` is a folder, or an image of a disc (FILE.iso)."""

    source: Path  # folder, drive, device, image or ZIP, whose password `KEYRING` has
    target: Path
    retries: int = 2
    made: datetime = field(default_factory=lambda: datetime.now(UTC).astimezone())

    @property
    def is_image(self) -> bool:
        """Whether the copy is an image."""
        return self.target.suffix.upper() == _IMAGE

    @property
    def work(self) -> Path:
        """Where everything read is kept, for another try."""
        return self.target.with_name(f"{self.target.name}.rescue")


@dataclass(frozen=True, slots=True)
class Change:
    """One object of the copy: where it was, where it is, and what was mended in it."""

    old: str
    new: str
    mended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rescued:
    """A finished copy; `work` is where to go on from, None when nothing is missing.

    Every file of the disc that is whole is in one of `changes`, `aside`, `others`, `others_left`,
    or is a directory.
    """

    place: Path
    losses: Losses
    changes: tuple[Change, ...]
    left_out: Counter[str]  # objects that were read and cannot be on a disc, by reason
    others: int  # files of other kinds that were copied
    others_left: tuple[str, ...]  # and those that were not, as they lie where only DICOM may be
    work: Path | None
    aside: Aside  # objects that were read and are not in the copy
    notes: tuple[str, ...] = ()  # of the publisher: copies taken once, no patient number, ...


class Rescue:
    """One job."""

    def __init__(
        self,
        request: RescueRequest,
        progress: Callable[[str, int, int | None], None] = lambda *_: None,
        cancel: CancelToken | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._request = request
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._settings = settings or Settings()

    def run(self, log: Callable[[Rescued], str]) -> Rescued:
        """Read, and make the copy; `log` words the account that goes into it.

        Raises:
            TargetError, WriteError: the place is in use by something else, another rescue too,
                or refuses.
            MediumNotFoundError: the disc was taken out; what was read is kept.
            MediumError, FileReadError: there is nothing that can be read.
            PublishError: no object is whole, or what was written is not what was to be.
            CancelledError: by the token.
        """
        request = self._request
        check_place(request.target, request.work)
        with alone(request.work):
            rescued = self._made(log)
        if rescued.work is None:
            shutil.rmtree(request.work, ignore_errors=True)
        return rescued

    def _made(self, log: Callable[[Rescued], str]) -> Rescued:
        request = self._request
        work = Work.open(request.work)
        self._read(work)
        lost = losses(work)
        mended, others, objects = self._sort(work)
        disc = request.work / "disc"
        shutil.rmtree(disc, ignore_errors=True)
        published = self._publish(request.work / "tree", disc)
        shutil.rmtree(request.work / "tree", ignore_errors=True)
        left = copy_others(work.root, others, disc) if (disc / "DICOMDIR").exists() else others
        changes = {one.old: one for one in _changes(published, mended, disc)}
        held = {
            one.sop_instance_uid: one.path for one in published.plan.objects if one.path in changes
        }
        rescued = Rescued(
            request.target,
            lost,
            tuple(changes.values()),
            published.left_out,
            len(others) - len(left),
            tuple(left),
            request.work if lost.lost else None,
            set_aside(work, objects, held),
            published.plan.warnings,
        )
        self._deliver(disc, log(rescued))
        return rescued

    def _read(self, work: Work) -> None:
        source, patience = self._request.source, Patience(self._request.retries)
        if os.path.isdir(source):  # noqa: PTH112  a Path raises for a dead drive
            read_medium(FolderSource(source), work, patience, self._progress, self._cancel)
            return
        one = OneFile(source)
        image = Work.open(work.folder / "image")
        known = bool(image.files)  # it is recognised then, and its names need not be
        read_medium(one, image, patience, self._progress, self._cancel)
        (file,) = image.files.values()
        with image.stream(file) as stream:
            inside = inside_of(stream, source, self._settings.archive, self._cancel)
            once = Patience(0)
            read_medium(inside, work, once, self._progress, self._cancel, names_may_change=known)

    def _sort(self, work: Work) -> tuple[dict[str, str], list[str], list[str]]:
        """Whole objects into `tree`, mended where needed.

        Gives what was mended, all files of other kinds, and all objects.
        """
        tree = work.folder / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        mended, others, objects = {}, [], []
        for number, file in enumerate(work.files.values(), 1):
            self._cancel.check()
            self._progress("looking at files", number, len(work.files))
            if not file.is_whole:
                continue
            kind = kind_of_file(work.place(file))
            if kind == OTHER:
                others.append(file.path)
            elif kind == OBJECT:
                objects.append(file.path)
                words = mend_letters(work.place(file), tree / file.path)
                if words:
                    mended[file.path] = words
                else:
                    second_name(work.place(file), tree / file.path)
        tree.mkdir(exist_ok=True)
        return mended, others, objects

    def _publish(self, tree: Path, disc: Path) -> Published:
        """Several people are no reason to lose any: they were on one disc before."""
        try:
            return self._published(tree, disc, each=False)
        except RefusedError:
            if self._request.is_image:
                raise
            return self._published(tree, disc, each=True)

    def _published(self, tree: Path, disc: Path, *, each: bool) -> Published:
        request = Request(
            (tree,),
            disc,
            _ANY_SYNTAX,
            CARRIERS["any"],
            several_patients=not each,
            disc_for_each=each,
            with_tools=False,
            volume_id=_VOLUME,
            made=self._request.made,
        )
        made = Publisher(request, self._progress, self._cancel, self._settings).run()
        assert made is not None  # nothing was to be confirmed
        return made

    def _deliver(self, disc: Path, account: str) -> None:
        request = self._request
        old = request.work / "old"
        try:
            (disc / LOG).write_bytes(account.encode("ascii").replace(b"\n", b"\r\n"))
            if request.is_image:
                self._write_image(disc, IsoOptions(_VOLUME, request.made))
            else:
                shutil.rmtree(old, ignore_errors=True)
                if request.target.exists():
                    request.target.rename(old)
                disc.rename(request.target)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        for done in (old, disc):
            shutil.rmtree(done, ignore_errors=True)
        remember(request.target, request.work)

    def _write_image(self, disc: Path, options: IsoOptions) -> None:
        def progress(done: int, total: int) -> None:
            self._progress(WRITING, done, total)

        write_iso(disc, self._request.target, options, _FIRST, progress, self._cancel)


def _changes(published: Published, mended: dict[str, str], disc: Path) -> Iterator[Change]:
    """What became of each object that is in the copy."""
    where = dict(_listed(published.places, disc))
    for one in published.plan.objects:
        if one.sop_instance_uid in where:  # others are counted among those left out
            deed = one.handling.deed
            words = (mended.get(one.path, ""), "" if deed is Deed.COPY else deed.value)
            yield Change(one.path, where[one.sop_instance_uid], tuple(filter(None, words)))


def _listed(places: tuple[Path, ...], disc: Path) -> Iterator[tuple[str, str]]:
    """Objects by identifier, and where they lie, as the directories of the copy say."""
    for place in places:
        directory = Directory((place / "DICOMDIR").read_bytes())
        for series in directory.series:
            for item in directory.instances(series):
                assert isinstance(item, ListedInstance)  # of a directory of our own
                path = place.joinpath(*split_file_id(item.file_id))
                yield item.sop_instance_uid, path.relative_to(disc).as_posix()
