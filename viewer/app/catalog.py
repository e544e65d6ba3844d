"""What the browser lists: patients, studies and the display sets of every open medium."""

from collections.abc import Collection
from dataclasses import dataclass

from viewer.app.wording import moment, prior_label, real_date, series_title
from viewer.model.display_set import DisplaySet, ImageStack, StackFrame
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FrameKey


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One line of the browser: a display set, or a series whose headers are not read yet."""

    uid: str  # of the display set; of the series while `display_set` is None
    medium: int
    series: SeriesFacts
    label: str  # what tells sub-stacks of one series apart, "" for a whole series
    count: int  # images (frames) or, before the headers are read, instances
    expected: int | None = None  # instances the directory promises
    readable: int | None = None  # instances that could be read; None while reading
    display_set: DisplaySet | None = None
    thumbnail: FrameKey | None = None


@dataclass(frozen=True, slots=True)
class CatalogStudy:
    """One study with its display sets, series by series."""

    facts: StudyFacts
    items: tuple[CatalogItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogPatient:
    """One identity and its studies, newest first."""

    facts: PatientFacts
    studies: tuple[CatalogStudy, ...] = ()


@dataclass(frozen=True, slots=True)
class FramePlace:
    """Where a frame is: the item that lists it and the position in that item's stack."""

    item: CatalogItem
    stack: ImageStack
    index: int
    age: str = ""  # "prior, 1 y" where the person has a newer examination (S-09)

    @property
    def frame(self) -> StackFrame:
        """The frame itself."""
        return self.stack.frames[self.index]

    @property
    def lines(self) -> tuple[str, str]:
        """The picture, and its series as the overview calls it: "picture 12", "2 · Lung 1.0"."""
        return f"picture {self.index + 1}", series_title(self.item.series)

    @property
    def date(self) -> str:
        """The day of its examination, without which numbers of two days are mixed up (S-09)."""
        return real_date(self.frame.header.study.date) or "no date"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything open; an immutable snapshot replaced as results stream in."""

    patients: tuple[CatalogPatient, ...] = ()

    def items(self) -> tuple[CatalogItem, ...]:
        """All items in the order the browser shows them."""
        return tuple(
            item for patient in self.patients for study in patient.studies for item in study.items
        )

    def item(self, uid: str) -> CatalogItem | None:
        """The item with this uid, None when it is gone."""
        return next((item for item in self.items() if item.uid == uid), None)

    def places(self, keys: Collection[FrameKey]) -> dict[FrameKey, FramePlace]:
        """Where these frames of files are, by key; those that are not open are left out."""
        wanted = {key.native for key in keys}
        media = {key.file.medium for key in wanted}
        return {
            frame.key.native: FramePlace(item, item.display_set, index, self._age(frame))
            for item in reversed(self.items())  # of two places the first is taken
            if item.medium in media and isinstance(item.display_set, ImageStack)
            for index, frame in enumerate(item.display_set.frames)
            if frame.key.native in wanted
        }

    def _age(self, frame: StackFrame) -> str:
        newest = self.newest_study(frame.header.patient)
        return prior_label(moment(frame.header.study), newest)

    def study_of(self, uid: str) -> tuple[CatalogPatient, int] | None:
        """Whose examination an item belongs to and its place in their list, the newest first."""
        for patient in self.patients:
            for place, study in enumerate(patient.studies):
                if any(item.uid == uid for item in study.items):
                    return patient, place
        return None

    def patient(self, facts: PatientFacts) -> CatalogPatient | None:
        """The entry of an identity (S-01)."""
        return next((p for p in self.patients if p.facts.identity == facts.identity), None)

    def thumbnail_frame(self, key: FrameKey) -> StackFrame | None:
        """The frame that stands for an item in the list, None when it is gone."""
        for item in self.items():
            if item.thumbnail == key and isinstance(item.display_set, ImageStack):
                return next(f for f in item.display_set.frames if f.key == key)
        return None

    def newest_study(self, patient: PatientFacts) -> str:
        """The `moment` against which the patient's other studies are priors (S-09)."""
        moments = [
            moment(study.facts)
            for entry in self.patients
            if entry.facts.identity == patient.identity
            for study in entry.studies
        ]
        return max(moments, default="")
