"""What is lost, by series and image: from the directory of the disc and from what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.errors import FileReadError, NotDicomError, UnsafePathError
from viewer.media.dicomdir import Directory, ListedInstance, ListedSeries
from viewer.media.header import read_dataset
from viewer.media.locate import find_directories
from viewer.media.parse import parse_header
from viewer.media.resolve import Resolver
from viewer.media.source import READ_ERRORS
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FileKey
from viewer.publish.rescue.rescued import RescuedSource
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from viewer.publish.rescue.work import RescuedFile, Work

NOT_THERE = "listed, and not on the disc"
IN_LOST_FOLDER = "in a folder that cannot be listed"


@dataclass(frozen=True, slots=True)
class Whose:
    """To what an object belongs, as far as anything says it."""

    patient: PatientFacts
    study: StudyFacts
    series: SeriesFacts
    number: int | None = None  # Instance Number
    sop_instance_uid: str = ""


@dataclass(frozen=True, slots=True)
class Loss:
    """One file that is not in the copy; `whose` is None where nothing says what it was."""

    path: str
    reason: str
    whose: Whose | None = None
    is_dicom: bool = True  # as far as is known


@dataclass(frozen=True, slots=True)
class Losses:
    """Everything lost, and how much there was."""

    lost: tuple[Loss, ...]
    listed: int  # objects in the directories of the disc
    whole: int  # files that are whole, of every kind
    files: int = 0  # that were found on the disc, whole or not

    @property
    def by_series(self) -> dict[Whose | None, tuple[Loss, ...]]:
        """Those of one series together; under None what belongs to none that is known."""
        return by_series(self.lost)


def by_series(lost: Iterable[Loss]) -> dict[Whose | None, tuple[Loss, ...]]:
    """Those of one series together; under None what belongs to none that is known."""
    groups: dict[Whose | None, list[Loss]] = {}
    told: dict[object, Whose] = {}  # a directory says less of a series than headers do
    for loss in lost:
        key = None
        if (whose := loss.whose) is not None:
            known = Whose(whose.patient, whose.study, whose.series)
            person, uid = whose.patient, whose.series.uid
            who = (person.patient_id, " ".join(person.name.split()), uid)
            key = told.setdefault(who, known) if uid else known
        groups.setdefault(key, []).append(loss)
    return {key: tuple(sorted(group, key=_order)) for key, group in groups.items()}


def losses(work: Work) -> Losses:
    """Compare what the disc says it holds with what could be read."""
    source = RescuedSource(work)
    listed: dict[str, Whose] = {}
    lost: dict[str, Loss] = {}
    count = 0
    for path in find_directories(source):
        for record in _records(work, source, path):
            count += 1
            if isinstance(record, Loss):
                lost.setdefault(record.path, record)
            else:
                listed.update(dict.fromkeys(record[0], record[1]))
    for file in work.files.values():
        if not file.is_whole:
            lost[file.path] = _unread(work, file, listed.get(file.path))
    for path in work.unlisted:
        if path not in work.files:
            lost.setdefault(path, Loss(path or "/", "a folder or file that cannot be looked at"))
    whole = sum(file.is_whole for file in work.files.values())
    return Losses(tuple(lost[path] for path in sorted(lost)), count, whole, len(work.files))


def _records(
    work: Work, source: RescuedSource, path: str
) -> Iterator[tuple[tuple[str, ...], Whose] | Loss]:
    """What one directory lists: paths of files that are there, or a loss."""
    # Noughts where it could not be read: its reader goes around those.
    directory = Directory(work.place(work.files[path]).read_bytes(), path)
    resolver = Resolver(source, path.rpartition("/")[0])
    for series in directory.series:
        for item in directory.instances(series):
            if not isinstance(item, ListedInstance):
                continue
            whose = _whose(series, item)
            try:
                found = resolver.resolve(item.file_id).paths
            except UnsafePathError:
                found = ()
            if found:
                yield found, whose
            elif item.in_use:
                name = item.file_id.strip(" \0").replace("\\", "/")
                folders = any(name.startswith(f"{folder}/") for folder in work.unlisted)
                yield Loss(name, IN_LOST_FOLDER if folders else NOT_THERE, whose)


def _whose(series: ListedSeries, item: ListedInstance) -> Whose:
    return Whose(
        series.patient, series.study, series.series, item.instance_number, item.sop_instance_uid
    )


def _unread(work: Work, file: RescuedFile, listed: Whose | None) -> Loss:
    missing = file.gaps.missing
    reason = f"{_size(missing)} of {_size(file.size)} cannot be read"
    if listed is not None:
        return Loss(file.path, reason, listed)
    until = next(iter(file.gaps))[0]  # a header behind a hole could be made of noughts
    try:
        return Loss(file.path, reason, whose_of(work, file, until))
    except NotDicomError:
        return Loss(file.path, reason, is_dicom=until == 0)


def whose_of(work: Work, file: RescuedFile, size: int) -> Whose | None:
    """What the header in the first `size` bytes says; None if it says nothing.

    Raises NotDicomError.
    """
    try:
        with work.place(file).open("rb") as stream:
            raw = read_dataset(stream, settings=DecodeSettings(), size=size)
            if raw.is_directory:
                return None
            header = parse_header(raw, FileKey(0, file.path))
    except NotDicomError:
        raise
    except (*READ_ERRORS, FileReadError):
        return None
    if not header.series.uid:
        return None
    number, uid = header.sort.instance_number, header.sop_instance_uid
    return Whose(header.patient, header.study, header.series, number, uid)


def _size(count: int) -> str:
    if count < 1 << 10:
        return "1 byte" if count == 1 else f"{count} bytes"
    return f"{count / 1024:.0f} KB" if count < 10 << 20 else f"{count / (1 << 20):.0f} MB"


def _order(loss: Loss) -> tuple[int, str]:
    number = loss.whose.number if loss.whose is not None else None
    return number if number is not None else 1 << 40, loss.path


def numbers(group: Iterable[Loss]) -> str:
    """Image numbers in a line, runs shortened: "3, 7-12"; those that are not known are left."""
    known = sorted(
        {n for loss in group if loss.whose is not None and (n := loss.whose.number) is not None}
    )
    runs: list[list[int]] = []
    for number in known:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
