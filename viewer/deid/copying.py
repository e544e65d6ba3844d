"""Goes through all sources and copies what can be copied; everything else is counted."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.account import Account, Layout
from viewer.deid.choosing import Chosen
from viewer.deid.convert import to_dataset
from viewer.deid.engine import changes, deidentify, identity_in
from viewer.deid.errors import DeidError, ExcludedError, UnreviewedError
from viewer.deid.file_names import FileNames
from viewer.deid.frames import PixelSource, is_plain_kind
from viewer.deid.identity import Identity
from viewer.deid.key import JobKey
from viewer.deid.masking import darkest_value
from viewer.deid.output import Kind
from viewer.deid.people import People
from viewer.deid.profile import Option
from viewer.deid.recognisable import Heads
from viewer.deid.risk import Picture, Review, risk_of
from viewer.deid.sources import NotOpened, Opened, guarded, has_drawings, objects
from viewer.deid.writing import Pixels, Written, write_copy
from viewer.errors import CancelledError, FileReadError, MediumError, PixelError
from viewer.media import attributes as at
from viewer.media.decoders.pool import DecoderPool
from viewer.media.directory_writer import DirectoryWriter
from viewer.media.header import read_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from viewer.deid.boxes import Box
    from viewer.deid.engine import Change, DeidReport
    from viewer.deid.identity_list import IdentityList
    from viewer.deid.request import Request, Work

log = logging.getLogger(__name__)

_UNKNOWN: Final = "ANONYMIZED"  # what stands for missing keys of the directory
_UNREVIEWED: Final = "text may be in the image, and nobody has looked"
_GE_PRIVATE: Final = "1.2.840.113619.5.2"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy that was written, and whose it is (`DeidReport.person_code`).

    `origin` is where its source is, or would be if that is inside an archive.
    """

    path: Path
    written: Written
    person: str
    origin: Path


class Copying:
    """State of one pass through the sources; without `folder` everything but writing is done.

    `identities` is told who becomes whom.
    """

    def __init__(
        self,
        request: Request,
        work: Work,
        folder: Path | None = None,
        identities: IdentityList | None = None,
    ) -> None:
        self.request = request
        self.account = Account(request.profile, request.output)
        self.examples: dict[str, tuple[Change, ...]] = {}
        self.people: dict[str, Identity] = {}
        self.others: Identity | None = None  # terms of everybody, known from a pass before
        self.in_pictures = Identity()  # of all whose images at risk were met
        self.pseudonyms: dict[str, str] = {}
        self.copies: list[Copy] = []
        self.directory = DirectoryWriter(_UNKNOWN, JobKey().uid("file-set"), _UNKNOWN)
        self._folder = folder
        self._work = work
        self._identities = identities
        self._met = People()
        self._chosen = Chosen(request.only)
        self._heads = Heads()
        self._instances: set[str] = set()
        self._place = Path()  # the source that is read now
        is_dicom = request.output.kind is Kind.DICOM
        self._names = FileNames() if is_dicom else FileNames("PICTURES")
        self._pool = DecoderPool(work.decoding)

    def copy(self) -> None:
        """Go through all sources; raises DeidError if nothing could be copied."""
        with ExitStack() as on_exit:
            on_exit.enter_context(self._pool)
            for found, total in self._found():
                self._work.cancel.check()
                self.account.files += 1
                self._work.progress("copying", self.account.files, total)
                self._take(found)
        for _ in range(self._chosen.missing):
            self.account.exclude("missing", "it was chosen, and cannot be found or read")
        self.account.objects += self._chosen.missing
        self.account.warnings += self._heads.warnings()
        for layout in self.account.layouts.values():
            layout.boxes = len(self.request.reviews.get(layout.risk.layout, Review()).boxes)
        waits = self._folder is None and self.account.layouts  # for somebody who looks at them
        if not self.account.written and not waits:
            raise self._nothing_copied()

    def everybody(self) -> Identity | None:
        """What names anybody in any file, None where all are of one person."""
        if len(self.people) < 2:
            return None
        everybody = Identity()
        for identity in self.people.values():
            everybody.merge(identity.telling())
        return everybody

    def _found(self) -> Iterator[tuple[Opened | NotOpened, int]]:
        for place in self.request.sources:
            self._place = place
            yield from objects(place, self._work.settings, self._work.cancel)

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
        is_masked = bool(boxes)
        out, report = deidentify(
            ds, profile, key, pixels_cleaned=is_masked, known=self.people, others=self.others
        )
        self._met.check(report.person_code, ds)
        names = self._write(found, out, boxes, report.person_code)
        self._note(ds, out, report)
        if self._identities is not None:
            self._identities.add(ds, out, report, "/".join(names))

    def _reviewed(self, ds: Dataset, found: Opened) -> Review | None:
        """What was decided about an image at risk; raises ExcludedError if nothing was."""
        if found.pixels is None:
            return None
        risk = risk_of(ds, found.pixels.rows, found.pixels.columns)
        if risk is None:
            return None
        layout = self.account.layouts.setdefault(risk.layout, Layout(risk))
        layout.images += 1
        layout.can_mask = layout.can_mask and is_plain_kind(found.pixels)
        layout.pictures.append(Picture(self._place, found.path, found.pixels.number_of_frames))
        review = self.request.reviews.get(risk.layout)
        if self._folder is None:
            self.in_pictures.merge(identity_in(ds, self.request.profile))
        if review is None or not self.request.profile.has(Option.CLEAN_PIXELS):
            raise ExcludedError("burned in", _UNREVIEWED)
        layout.reviewed = True
        layout.left_out = review.left_out
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

    def _write(
        self, found: Opened, out: Dataset, boxes: tuple[Box, ...], person: str
    ) -> tuple[str, ...]:
        """Write one copy; its name below the folder, () where nothing is written."""
        if self._folder is None:
            return ()
        raw, pixels = found.raw, found.pixels
        source = None
        if raw.pixel_data is not None:
            drawn = has_drawings(raw)
            stream = guarded(raw.stream, self._work.cancel)
            place = PixelSource(stream, raw.pixel_data, pixels, drawn, darkest_value(raw, pixels))
            source = Pixels(place, self.request.output.coding, self._pool, boxes)
        syntax = pixels.transfer_syntax_uid if pixels is not None else raw.transfer_syntax_uid
        names = self._names.of(out)
        path = self._folder.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            written = write_copy(path, out, syntax, source)
            with path.open("rb") as stream:
                copy = read_dataset(stream, settings=self._work.settings.decode)
                self.directory.add(copy, names, written.transfer_syntax_uid)
        except BaseException:
            path.unlink(missing_ok=True)  # what is not in `copies` is not proven
            raise
        self.account.not_recoded += not written.as_asked
        self.copies.append(Copy(path, written, person, self._origin(found)))
        return names

    def _origin(self, found: Opened) -> Path:
        return self._place if self._place.is_file() else self._place / found.path

    def _note(self, ds: Dataset, out: Dataset, report: DeidReport) -> None:
        self._instances.add(piece.text_at(ds, "SOPInstanceUID"))
        self.people.setdefault(report.person_code, Identity()).merge(report.identity)
        known = self.pseudonyms.setdefault(report.person_code, report.pseudonym)
        if list(self.pseudonyms.values()).count(known) > 1:
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
        self.account.patients = len(self.pseudonyms)
        self._heads.add(ds, series)

    def _nothing_copied(self) -> DeidError:
        if not self.account.objects:
            return DeidError("there is nothing to copy: no DICOM objects were found")
        words, _ = self.account.reasons.most_common(1)[0]
        kind = UnreviewedError if words == _UNREVIEWED else DeidError
        return kind(f"nothing could be copied; most often: {words}")
