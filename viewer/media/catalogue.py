"""What is known of a medium so far: listed by directories, confirmed or found by headers.

The header wins over the directory (M-024): an instance moves to the patient, study and
series its header names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from viewer.media.dicomdir import PLACEHOLDER, ListedSeries
from viewer.model.entities import FileSet, Instance, Patient, Series, Study
from viewer.model.findings import Counts
from viewer.model.header import InstanceHeader, PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FileKey


@dataclass(slots=True, eq=False)
class SeriesNode:
    """One series: its instances, and how many of those listed were not usable."""

    facts: SeriesFacts
    confirmed: bool  # by a header, not only listed
    instances: dict[FileKey, Instance] = field(default_factory=dict)
    listed: ListedSeries | None = None  # as the directory has it
    pending: int = 0  # listed, their records not read yet
    referenced: int = 0
    readable: set[FileKey] = field(default_factory=set)
    unreadable: dict[FileKey, Instance] = field(default_factory=dict)
    _snapshot: Series | None = None
    _shown: int | None = None

    def is_there(self) -> bool:
        """True if it has instances, or should have: all of them may be missing (S-05)."""
        return bool(self.instances or self.referenced or self.unreadable)

    def changed(self) -> None:
        """Forget what was worked out from the instances."""
        self._snapshot = None
        self._shown = None

    def snapshot(self) -> Series:
        """The series as a value; the same one until something changes."""
        if self._snapshot is None:
            self._snapshot = Series(self.facts, tuple(self.instances.values()))
        return self._snapshot

    def counts(self, count_shown: Callable[["SeriesNode"], int]) -> Counts:
        """Referenced, found, readable and shown of this series (M-041)."""
        if self._shown is None:
            self._shown = count_shown(self)
        found = len(self.instances) + self.pending + len(self.unreadable)
        return Counts(self.referenced or None, found, len(self.readable), self._shown)


@dataclass(slots=True, eq=False)
class _StudyNode:
    facts: StudyFacts
    confirmed: bool
    series: dict[str, SeriesNode] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _PatientNode:
    facts: PatientFacts
    confirmed: bool
    studies: dict[str, _StudyNode] = field(default_factory=dict)


class Catalogue:
    """The tree of one medium while it grows; not safe to use from two threads at once."""

    def __init__(self, medium: int, label: str) -> None:
        self._medium = medium
        self._label = label
        self._patients: list[_PatientNode] = []
        self._by_identity: dict[tuple[str, ...], _PatientNode] = {}
        self._listed_people: dict[int, _PatientNode] = {}  # not confirmed by any header
        self._confirmed_people: dict[int, _PatientNode] = {}
        self._places: dict[FileKey, SeriesNode] = {}

    def add_listed(self, listed: ListedSeries) -> SeriesNode:
        """Take a series from a directory; its instances come by `add_instance`."""
        node = self._series(listed.patient, listed.study, listed.series, confirmed=False)
        node.listed = node.listed or listed
        node.pending += len(listed.leaves)
        node.referenced += len(listed.leaves)
        return node

    def add_instance(self, node: SeriesNode, instance: Instance) -> None:
        """Take a listed instance; a file listed twice stays where it is."""
        if instance.file in self._places:
            node.referenced -= 1
            return
        self._put(node, instance)

    def confirm(self, header: InstanceHeader) -> tuple[str, ...]:
        """Put the file where its header says it belongs.

        Returns in what its directory record says otherwise: "patient", "study", "series",
        "instance"; that may be somebody else's picture (S-01).
        """
        old = self._places.get(header.file)
        listed = old.instances.get(header.file) if old is not None else None
        # A file that ends before it names anybody contradicts no directory.
        is_mute = header.image is None and not any(header.patient.identity)
        if old is None or not is_mute:
            node = self._series(header.patient, header.study, header.series, confirmed=True)
        else:
            node = old
        differences: tuple[str, ...] = ()
        if old is not None and listed is not None and listed.listed and not is_mute:
            differences = tuple(_differences(old.listed, listed, header))
            old.referenced -= 1
            node.referenced += 1
        if old is not node:
            self._take_out(header.file)
        self._put(node, _instance(header, listed))
        node.readable.add(header.file)
        node.changed()
        return differences

    def drop(self, file: FileKey, *, unreadable: bool = False) -> None:
        """Take a file out that is a copy, or (counted) cannot be read."""
        instance = self.instance(file)
        node = self._take_out(file)
        if node is None or instance is None:
            return
        if unreadable:
            node.unreadable[file] = instance
        elif instance.listed:
            node.referenced -= 1  # what it promised is there, in the file it is a copy of

    def retry_unreadable(self) -> None:
        """Put back what could not be read, to be tried again."""
        for node in list(self.all_series()):
            for instance in node.unreadable.values():
                self._put(node, instance)
            node.unreadable.clear()

    def files(self, series_uid: str) -> list[FileKey]:
        """The files of one series in disc order, but its first picture before all."""
        listed = [pair for node in self._nodes(series_uid) for pair in node.instances.items()]
        files = sorted(file for file, _ in listed)
        first = min(listed, key=lambda pair: _place(pair[1]), default=None)
        return files if first is None else [first[0], *(f for f in files if f != first[0])]

    def series_uid(self, file: FileKey) -> str:
        """The series a file is in, "" for none."""
        node = self._places.get(file)
        return node.facts.uid if node is not None else ""

    def instance(self, file: FileKey) -> Instance | None:
        """What is known of one file."""
        node = self._places.get(file)
        return node.instances.get(file) if node is not None else None

    def all_series(self) -> Iterator[SeriesNode]:
        """Every series that has, or should have, instances."""
        for patient in self._patients:
            for study in patient.studies.values():
                for node in study.series.values():
                    if node.is_there():
                        yield node

    def file_set(self) -> FileSet:
        """The tree as a value."""
        patients = (Patient(patient.facts, tuple(_studies(patient))) for patient in self._patients)
        return FileSet(self._medium, self._label, tuple(p for p in patients if p.studies))

    def _nodes(self, series_uid: str) -> Iterator[SeriesNode]:
        return (node for node in self.all_series() if node.facts.uid == series_uid)

    def _put(self, node: SeriesNode, instance: Instance) -> None:
        node.instances[instance.file] = instance
        node.changed()
        self._places[instance.file] = node

    def _take_out(self, file: FileKey) -> SeriesNode | None:
        node = self._places.pop(file, None)
        if node is not None:
            del node.instances[file]
            node.readable.discard(file)
            node.changed()
        return node

    def _series(
        self,
        patient: PatientFacts,
        study: StudyFacts,
        series: SeriesFacts,
        *,
        confirmed: bool,
    ) -> SeriesNode:
        patient_node = self._patient(patient, confirmed=confirmed)
        study_node = patient_node.studies.get(study.uid)
        if study_node is None:
            study_node = patient_node.studies[study.uid] = _StudyNode(study, confirmed)
        elif confirmed and not study_node.confirmed:
            study_node.facts, study_node.confirmed = study, True
        node = study_node.series.get(series.uid)
        if node is None:
            node = study_node.series[series.uid] = SeriesNode(series, confirmed)
        elif confirmed and not node.confirmed:
            node.facts, node.confirmed = series, True
        return node

    def _patient(self, facts: PatientFacts, *, confirmed: bool) -> _PatientNode:
        """The patient of this identity (S-01); a directory may know less of it than a header."""
        known = self._by_identity.get(facts.identity)
        if known is not None:
            return self._place_patient(known, confirmed=known.confirmed or confirmed)
        # Discs with thousands of people exist: only those are compared that may be the same.
        for node in (self._listed_people if confirmed else self._confirmed_people).values():
            vaguer, fuller = (node.facts, facts) if confirmed else (facts, node.facts)
            if is_same_person(vaguer, fuller):
                self._by_identity.pop(node.facts.identity, None)
                node.facts = fuller
                return self._place_patient(node, confirmed=True)
        node = _PatientNode(facts, confirmed)
        self._patients.append(node)
        return self._place_patient(node, confirmed=confirmed)

    def _place_patient(self, node: _PatientNode, *, confirmed: bool) -> _PatientNode:
        node.confirmed = confirmed
        self._by_identity[node.facts.identity] = node
        if confirmed:
            self._listed_people.pop(id(node), None)
            self._confirmed_people[id(node)] = node
        else:
            self._listed_people[id(node)] = node
        return node


def is_same_person(listed: PatientFacts, header: PatientFacts) -> bool:
    """True if a directory record agrees with a header in all it names; ID or name is a must.

    Directories often have no birth date, and of a name only its first group.
    """
    names = {"", header.name.casefold(), header.name.split(" = ")[0].casefold()}
    agrees = (
        listed.patient_id in {"", header.patient_id}
        and listed.issuer in {"", header.issuer}
        and listed.birth_date in {"", header.birth_date}
        and listed.name.casefold() in names
    )
    return agrees and bool(listed.patient_id or listed.name)


def _place(instance: Instance) -> tuple[bool, bool, int, FileKey]:
    """Where one is among those of its series, as far as a directory tells: pictures first."""
    number = instance.instance_number
    is_other = instance.record_type not in {"", "IMAGE"}
    return is_other, number is None, number or 0, instance.file


def _differences(
    series: ListedSeries | None, instance: Instance, header: InstanceHeader
) -> Iterator[str]:
    if series is not None:
        if not is_same_person(series.patient, header.patient):
            yield "patient"
        if not _same_uid(series.study.uid, header.study.uid):
            yield "study"
        if not _same_uid(series.series.uid, header.series.uid):
            yield "series"
    if not _same_uid(instance.sop_instance_uid, header.sop_instance_uid):
        yield "instance"


def _same_uid(listed: str, header: str) -> bool:
    return listed == header or not listed or listed.startswith(PLACEHOLDER)


def _instance(header: InstanceHeader, listed: Instance | None) -> Instance:
    image = header.image
    return Instance(
        file=header.file,
        sop_instance_uid=header.sop_instance_uid,
        sop_class_uid=header.sop_class_uid,
        transfer_syntax_uid=header.transfer_syntax_uid,
        instance_number=header.sort.instance_number,
        frames=image.pixels.number_of_frames if image is not None else 0,
        listed=listed is not None and listed.listed,
        record_type=listed.record_type if listed is not None else "",
    )


def _studies(patient: _PatientNode) -> Iterator[Study]:
    for study in patient.studies.values():
        series = tuple(node.snapshot() for node in study.series.values() if node.is_there())
        if series:
            yield Study(study.facts, series)
