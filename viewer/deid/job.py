"""A whole job: from any places to one new folder or ZIP, proven clean, or to nothing at all."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.account import Account, Layout
from viewer.deid.choosing import Chosen
from viewer.deid.convert import to_dataset
from viewer.deid.directory import Directory
from viewer.deid.engine import changes, deidentify
from viewer.deid.errors import DeidError, ExcludedError, LeakError, OutputError
from viewer.deid.frames import PixelSource
from viewer.deid.identity import Identity
from viewer.deid.key import JobKey
from viewer.deid.marks import own_texts
from viewer.deid.needles import needles_of
from viewer.deid.packing import pack
from viewer.deid.people import People
from viewer.deid.profile import Option
from viewer.deid.proof import Expected, prove, prove_bytes
from viewer.deid.recognisable import Heads
from viewer.deid.request import Request, check_target
from viewer.deid.risk import Picture, Review, risk_of
from viewer.deid.several import results
from viewer.deid.sources import NotOpened, Opened, guarded, has_drawings, objects
from viewer.deid.writing import Pixels, Written, write_copy
from viewer.errors import CancelledError, FileReadError, MediumError, PixelError
from viewer.media import attributes as at
from viewer.media.cancel import CancelToken
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import Settings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from viewer.deid.engine import Change, DeidReport
    from viewer.deid.risk import Box

__all__ = ["Preview", "Progress", "Request", "check_target", "preview", "run"]

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]  # what is done, how many, of about how many
DIRECTORY: Final = "DICOMDIR"
_LEVELS: Final = ("PT", "ST", "SE", "IM")
_GE_PRIVATE: Final = "1.2.840.113619.5.2"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do: the account, and the values of one object of each series.

    `people` is what identifies each person, to be searched for in text found in images (A-053).
    """

    account: Account
    examples: tuple[tuple[Change, ...], ...] = field(repr=False)
    people: Mapping[str, Identity] = field(default_factory=dict, repr=False)


def run(
    request: Request,
    progress: Progress = lambda *_: None,
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
    check_target(request)
    try:
        request.target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".lightbox-", dir=request.target.parent))
    except OSError as error:
        raise _no_output(error) from error
    try:
        folder = stage / "copy"
        job = _proven(request, folder, progress, cancel or CancelToken(), settings or Settings())
        job.account.write(folder)
        _deliver(request, stage, folder)
    except OSError as error:
        raise _no_output(error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return job.account


def preview(
    request: Request,
    progress: Progress = lambda *_: None,
    cancel: CancelToken | None = None,
    settings: Settings | None = None,
) -> Preview:
    """What `run` would do, without writing anything; raises as `run` does for sources."""
    job = _Job(request, None, progress, cancel or CancelToken(), settings or Settings())
    job.copy()
    return Preview(job.account, tuple(job.examples.values()), job.people)


def _proven(
    request: Request, folder: Path, progress: Progress, cancel: CancelToken, settings: Settings
) -> _Job:
    """Copy and prove; once more from the start where a later file taught what an earlier one held.

    So a name that only one file has as a name is taken out of the technical text of another.
    """
    folder.mkdir()
    first = _Job(request, folder, progress, cancel, settings)
    first.copy()
    try:
        first.prove()
    except LeakError:
        shutil.rmtree(folder)
        folder.mkdir()
        second = _Job(request, folder, progress, cancel, settings)
        second.people = first.people
        second.copy()
        second.prove()
        return second
    return first


def _deliver(request: Request, stage: Path, folder: Path) -> None:
    check_target(request)
    if request.output.as_zip:
        packed = stage / "copy.zip"
        pack(folder, packed)
        os.replace(packed, request.result)  # noqa: PTH105  checked above that nothing is there
        return
    if request.target.is_dir():
        request.target.rmdir()
    folder.rename(request.target)


def _no_output(error: OSError) -> OutputError:
    return OutputError(f"the copy cannot be written: {error.strerror or type(error).__name__}")


@dataclass(frozen=True, slots=True)
class _Copy:
    path: Path
    written: Written
    person: str


class _Job:
    """State of one run; without `folder` everything but writing is done."""

    def __init__(
        self,
        request: Request,
        folder: Path | None,
        progress: Progress,
        cancel: CancelToken,
        settings: Settings,
    ) -> None:
        self.request = request
        self.account = Account(request.profile)
        self.examples: dict[str, tuple[Change, ...]] = {}
        self._folder = folder
        self._progress = progress
        self._cancel = cancel
        self._settings = settings
        self.people: dict[str, Identity] = {}
        self._pseudonyms: dict[str, str] = {}
        self._met = People()
        self._chosen = Chosen(request.only)
        self._heads = Heads()
        self._copies: list[_Copy] = []
        self._instances: set[str] = set()
        self._numbers: dict[tuple[str, ...], int] = {}
        self._counts: dict[tuple[str, ...], int] = {}
        self._directory = Directory(JobKey().uid("file-set"))
        self._place = Path()  # the source that is read now
        self._pool = DecoderPool(settings.decode)

    def copy(self) -> None:
        """Go through all sources; raises DeidError if nothing could be copied."""
        with ExitStack() as on_exit:
            on_exit.enter_context(self._pool)
            for found, total in self._found():
                self._cancel.check()
                self.account.files += 1
                self._progress("copying", self.account.files, total)
                self._take(found)
        for _ in range(self._chosen.missing):
            self.account.exclude("missing", "it was chosen, and cannot be found or read")
        self.account.objects += self._chosen.missing
        self.account.warnings += self._heads.warnings()
        for layout in self.account.layouts.values():
            layout.boxes = len(self.request.reviews.get(layout.risk.layout, Review()).boxes)
        waits = self._folder is None and self.account.layouts  # for somebody who looks at them
        if not self.account.written and not waits:
            raise DeidError(self._why_nothing())

    def prove(self) -> None:
        """Read back everything that was written; raises LeakError."""
        assert self._folder is not None
        pseudonyms = frozenset(self._pseudonyms.values())
        allowed = (*own_texts(self.request.profile), *pseudonyms)
        expected = {
            person: Expected(
                needles_of(identity, allowed), self.request.profile, pseudonyms, self._cancel
            )
            for person, identity in self.people.items()
        }
        proofs = results(lambda c: prove(c.path, c.written, expected[c.person]), self._copies)
        for number, findings in enumerate(proofs, 1):
            self._cancel.check()
            self._progress("checking", number, len(self._copies))
            if findings:
                raise LeakError(tuple(f"copy {number}: {words}" for words in findings))
        place = self._folder / DIRECTORY
        place.write_bytes(self._directory.to_bytes())
        data = place.read_bytes()
        for one in expected.values():
            findings = prove_bytes(data, one.needles, "the directory")
            if findings:
                raise LeakError(findings)
        self.account.searched_files = len(self._copies) + 1
        self.account.searched_terms = sum(one.needles.count for one in expected.values())
        self.account.searched_uids = sum(len(one.needles.uids) for one in expected.values())

    def _found(self) -> Iterator[tuple[Opened | NotOpened, int]]:
        for place in self.request.sources:
            self._place = place
            yield from objects(place, self._settings, self._cancel)

    def _take(self, found: Opened | NotOpened) -> None:
        account = self.account
        if isinstance(found, NotOpened):
            self._pass_by(found)
            return
        if not self._chosen.takes(found.raw):
            account.not_chosen += 1
            return
        account.objects += 1
        account.octets += found.raw.window.size
        try:
            self._copy_one(found)
        except ExcludedError as error:
            account.exclude(error.reason, str(error))
        except (PixelError, FileReadError):
            account.exclude("damaged", "its pixels cannot be read")
        except (CancelledError, MediumError, DeidError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  a job runner: fails closed, one object (A-021)
            log.info("an object was left out: %s", type(error).__name__)
            account.exclude("unexpected", f"it could not be handled ({type(error).__name__})")
        else:
            account.written += 1

    def _pass_by(self, found: NotOpened) -> None:
        """Count a file that is no object."""
        account = self.account
        if not self._chosen.is_everything:
            account.not_chosen += 1  # if it was, it is missing in the end
        elif found.kind == "other":
            account.other_files += 1
        elif found.kind == "directory":
            account.directories += 1
        else:
            account.objects += 1
            account.exclude(found.kind, found.words)

    def _copy_one(self, found: Opened) -> None:
        meta = found.raw.meta
        if meta is not None and meta.uid(at.TRANSFER_SYNTAX_UID) == _GE_PRIVATE:
            raise ExcludedError("syntax", "a transfer syntax only its maker knows")
        ds = to_dataset(found.raw)
        self._check_identifiers(ds)
        review = self._reviewed(ds, found)
        boxes = review.boxes if review is not None else ()
        profile, key = self.request.profile, self.request.key
        out, report = deidentify(ds, profile, key, pixels_cleaned=bool(boxes), known=self.people)
        self._met.check(report.person_code, ds)
        self._write(found, out, boxes, report.person_code)
        self._note(ds, out, report)

    def _reviewed(self, ds: Dataset, found: Opened) -> Review | None:
        """What was decided about an image at risk; raises ExcludedError if nothing was."""
        if found.pixels is None:
            return None
        risk = risk_of(ds, found.pixels.rows, found.pixels.columns)
        if risk is None:
            return None
        layout = self.account.layouts.setdefault(risk.layout, Layout(risk))
        layout.images += 1
        layout.pictures.append(Picture(self._place, found.path, found.pixels.number_of_frames))
        review = self.request.reviews.get(risk.layout)
        if review is None or not self.request.profile.has(Option.CLEAN_PIXELS):
            raise ExcludedError("burned in", "text may be in the image, and nobody has looked")
        layout.reviewed = True
        if review.left_out:
            raise ExcludedError("burned in", "text may be in the image: you chose to leave it out")
        return review

    def _check_identifiers(self, ds: Dataset) -> None:
        names = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "SOPClassUID")
        uid = piece.text_at(ds, names[0])
        if not all(piece.text_at(ds, name) for name in names):
            raise ExcludedError("damaged", "it has no identifiers to tell it from others")
        if uid in self._instances:
            raise ExcludedError("duplicate", "a copy of it, or another with its identifier, is in")

    def _write(self, found: Opened, out: Dataset, boxes: tuple[Box, ...], person: str) -> None:
        if self._folder is None:
            return
        raw, pixels = found.raw, found.pixels
        source = None
        if raw.pixel_data is not None:
            drawn = has_drawings(raw)
            stream = guarded(raw.stream, self._cancel)
            place = PixelSource(stream, raw.pixel_data, pixels, drawn)
            source = Pixels(place, self.request.output.coding, self._pool, boxes)
        syntax = pixels.transfer_syntax_uid if pixels is not None else raw.transfer_syntax_uid
        names = self._names(out)
        path = self._folder.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            written = write_copy(path, out, syntax, source)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self.account.not_recoded += not written.as_asked
        self._directory.add(out, written.transfer_syntax_uid, names)
        self._copies.append(_Copy(path, written, person))

    def _names(self, out: Dataset) -> tuple[str, ...]:
        """Counted names of eight characters (M-010, A-017)."""
        key: tuple[str, ...] = ()
        names = ["DICOM"]
        levels = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
        uids = (piece.text_at(out, keyword) for keyword in levels)
        for prefix, uid in zip(_LEVELS, uids, strict=True):
            parent, key = key, (*key, uid)
            if key not in self._numbers:
                self._numbers[key] = self._counts.get(parent, 0)
                self._counts[parent] = self._numbers[key] + 1
            names.append(f"{prefix}{self._numbers[key]:06d}")
        return tuple(names)

    def _note(self, ds: Dataset, out: Dataset, report: DeidReport) -> None:
        self._instances.add(piece.text_at(ds, "SOPInstanceUID"))
        self.people.setdefault(report.person_code, Identity()).merge(report.identity)
        known = self._pseudonyms.setdefault(report.person_code, report.pseudonym)
        if list(self._pseudonyms.values()).count(known) > 1:
            raise DeidError("two people would get the same pseudonym; let it contain {code}")
        for name, do, number in report.tally:
            self.account.tally[name, do] += number
        series = piece.text_at(out, "SeriesInstanceUID")
        if series not in self.examples:
            self.account.series += 1
            self.examples[series] = changes(ds, out) if self._folder is None else ()
        study = piece.text_at(out, "StudyInstanceUID")
        if study not in self.examples:
            self.account.studies += 1
            self.examples[study] = ()
        self.account.patients = len(self._pseudonyms)
        self._heads.add(ds, series)

    def _why_nothing(self) -> str:
        if not self.account.objects:
            return "there is nothing to copy: no DICOM objects were found"
        words, _ = self.account.reasons.most_common(1)[0]
        return f"nothing could be copied; most often: {words}"
