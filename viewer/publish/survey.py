"""What there is to be put on a disc: every object of the sources by its header, nothing written."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn, TypeVar

from viewer.errors import FileReadError, NotDicomError, ViewerError
from viewer.media import attributes as at
from viewer.media.facts import patient_facts, series_facts, study_facts
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory, remembered
from viewer.media.source import READ_ERRORS, FileEntry
from viewer.memory import usable_memory_bytes
from viewer.model.findings import Finding
from viewer.publish.handling import Handling, LeftOutError, LeftOutFile, handling_of
from viewer.publish.sources import ReadAhead, Sources, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from viewer.media.cancel import CancelToken
    from viewer.media.dataset import RawDataset
    from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
    from viewer.publish.profiles import Profile
    from viewer.settings import Settings

log = logging.getLogger(__name__)

_HEADER: Final = LeftOutError("damaged", "its header cannot be read")
_UNEXPECTED: Final = LeftOutError("unexpected", "it could not be handled")
_DAMAGED: Final = LeftOutError("damaged", "it cannot be read from the medium")
SAME: Final = "copy"
MOST_NAMED: Final = 1000  # files left out; all are counted
_PART: Final = 1 << 20
_File = tuple[int, str, int]  # place, path, bytes
_Fact = TypeVar("_Fact", bound="Hashable")


@dataclass(frozen=True, slots=True)
class SourceObject:
    """One object that goes onto a disc, and how."""

    place: int  # number of its source
    found: int  # number in the order of the medium
    path: str
    sop_class_uid: str
    sop_instance_uid: str
    patient: PatientFacts
    study: StudyFacts
    series: SeriesFacts
    number: int | None
    handling: Handling


@dataclass(slots=True)
class Survey:
    """Everything found; what stays out is counted by its reason and by study (M-041, M-074)."""

    objects: list[SourceObject] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    left_out_of: Counter[str] = field(default_factory=Counter)  # by Study Instance UID
    reasons_of: Counter[tuple[str, str]] = field(default_factory=Counter)  # by study and reason
    left_out_files: list[LeftOutFile] = field(default_factory=list)  # the first ones
    other_files: int = 0
    directories: int = 0
    files: int = 0
    copies: int = 0  # files that are the same as another one

    def only(self, studies: frozenset[str]) -> Survey:
        """What is of these studies, and what cannot be told to be of any."""
        kept = {*studies, ""}
        reasons: Counter[str] = Counter()
        for (study, words), number in self.reasons_of.items():
            reasons[words] += number if study in kept else 0
        return replace(
            self,
            objects=[one for one in self.objects if one.study.uid in studies],
            left_out=+reasons,
            left_out_of=Counter({k: n for k, n in self.left_out_of.items() if k in kept}),
            left_out_files=[one for one in self.left_out_files if one.study in kept],
            copies=0,  # of which study is not known
        )


def survey(
    sources: Sources,
    profile: Profile,
    settings: Settings,
    progress: Callable[[int], None],
    cancel: CancelToken,
    *,
    whole: bool = False,
) -> Survey:
    """Read every header; raises CancelledError, and MediumError if a source is gone.

    With `whole` files of slow drives are read to their end meanwhile (`ReadAhead`).
    """
    ahead = ReadAhead(usable_memory_bytes() // 2 if whole else 0)
    return _Surveyor(sources, profile, settings, cancel, ahead).run(progress)


class _Surveyor:
    def __init__(
        self,
        sources: Sources,
        profile: Profile,
        settings: Settings,
        cancel: CancelToken,
        ahead: ReadAhead,
    ) -> None:
        self._sources = sources
        self._profile = profile
        self._settings = settings
        self._cancel = cancel
        self._memory = HeaderMemory()
        self._ahead = ahead
        self._found = Survey()
        self._same: dict[Hashable, Hashable] = {}
        self._instances: dict[str, _File] = {}

    def run(self, progress: Callable[[int], None]) -> Survey:
        for place in range(len(self._sources)):
            pending = [self._sources.entries(place, self._cancel)]
            while pending:
                self._cancel.check()
                entry = next(pending[-1], None)
                if entry is None:
                    pending.pop()
                    continue
                inside = self._take(place, entry)
                if inside is not None:
                    pending.append(inside)
                self._found.files += 1
                progress(self._found.files)
        return self._found

    def _take(self, place: int, entry: FileEntry | Finding) -> Iterator[FileEntry | Finding] | None:
        """Note one file; gives what is in it where it may be an archive."""
        if isinstance(entry, Finding):
            self._leave_out(_DAMAGED, "", entry.path)
            return None
        if entry.size == 0 or entry.is_link:
            self._found.other_files += 1
            return None
        stream = opened(self._sources, place, entry)
        if isinstance(stream, str):
            self._leave_out(_DAMAGED, "", entry.path)
            return None
        with stream:
            before = time.monotonic()
            is_dicom = self._read(place, entry, stream)
            if is_dicom:
                with suppress(*READ_ERRORS, FileReadError):  # told when it is copied
                    self._ahead.take(stream, entry.size, time.monotonic() - before)
        if is_dicom:
            return None
        self._found.other_files += 1
        return self._sources.inside(place, entry.path, self._cancel)

    def _read(self, place: int, entry: FileEntry, stream: BinaryIO) -> bool:
        """Note the object in `stream`; False if it is none."""
        study = ""
        try:
            raw = read_dataset(
                stream, settings=self._settings.decode, size=entry.size, memory=self._memory
            )
            if raw.is_directory:
                self._found.directories += 1
                return True
            study = raw.uid(at.STUDY_INSTANCE_UID)
            decode = self._settings.decode
            handling = handling_of(raw, stream, entry.size, self._profile, decode)
            self._note(place, entry, raw, handling)
        except NotDicomError:
            return False
        except LeftOutError as error:
            self._leave_out(error, study, entry.path)
        except FileReadError:
            self._leave_out(_HEADER, study, entry.path)
        except ViewerError:
            raise
        except READ_ERRORS:
            self._leave_out(_DAMAGED, study, entry.path)
        except Exception as error:  # noqa: BLE001  a job runner: one object fails, not the disc
            log.warning("unexpected %s while a header was read", type(error).__name__)
            self._leave_out(_UNEXPECTED, study, entry.path)
        return True

    def _note(self, place: int, entry: FileEntry, raw: RawDataset, handling: Handling) -> None:
        uid = raw.uid(at.SOP_INSTANCE_UID)
        known = self._instances.get(uid)
        if known is not None:
            self._compare(known, (place, entry.path, entry.size))
        self._instances[uid] = (place, entry.path, entry.size)
        self._found.objects.append(
            SourceObject(
                place,
                len(self._found.objects),
                entry.path,
                raw.uid(at.SOP_CLASS_UID),
                uid,
                self._shared(remembered(patient_facts, raw)),
                self._shared(remembered(study_facts, raw)),
                self._shared(remembered(series_facts, raw)),
                raw.integer(at.INSTANCE_NUMBER),
                handling,
            )
        )

    def _compare(self, known: _File, other: _File) -> NoReturn:
        """Say of a second file with one identifier whether it is the same (M-012, G-014)."""
        is_same = known[2] == other[2] and self._digest(known) == self._digest(other)
        if is_same:
            raise LeftOutError(SAME, "a copy of an object that is on the disc")
        raise LeftOutError("conflict", "another object with its identifier is on the disc")

    def _digest(self, file: _File) -> bytes:
        with self._sources.open(file[0], file[1]) as stream:
            digest = sha256()
            while part := stream.read(_PART):
                self._cancel.check()
                digest.update(part)
            return digest.digest()

    def _leave_out(self, error: LeftOutError, study: str, path: str) -> None:
        if error.reason == SAME:  # nothing is lost
            self._found.copies += 1
            return
        self._found.left_out[str(error)] += 1
        self._found.left_out_of[study] += 1
        self._found.reasons_of[study, str(error)] += 1
        if len(self._found.left_out_files) < MOST_NAMED:
            self._found.left_out_files.append(LeftOutFile(path, str(error), study))

    def _shared(self, fact: _Fact) -> _Fact:
        """The same facts as one object: 20 000 images say the same of their patient."""
        return self._same.setdefault(fact, fact)  # type: ignore[return-value]
