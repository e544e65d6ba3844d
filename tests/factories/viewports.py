"""Stacks of arrays and a frame store over them, for tests of everything that shows images."""

from __future__ import annotations

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.factories.no_previews import NoPreviews
from viewer.app.annotations import AnnotationStore
from viewer.app.annotations_shown import AnnotationMarks
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.frames import FrameStore, LoadedFrame
from viewer.app.key_images import KeyImageStore
from viewer.app.marked import MarkedStates
from viewer.app.measurements import Measurements
from viewer.app.shown_again import find_shown
from viewer.app.undo import History
from viewer.app.workspace import Workspace
from viewer.errors import ViewerError
from viewer.model.display_set import DisplaySet, ImageStack, StackFrame, StackKind
from viewer.model.geometry import PixelSpacing, Plane, SpacingSource, Vector
from viewer.model.header import (
    CineFacts,
    FrameFacts,
    ImageFacts,
    InstanceHeader,
    LossyFacts,
    Overlay,
    PatientFacts,
    SeriesFacts,
    StudyFacts,
)
from viewer.model.image import FileKey, Frame, FrameKey, ImagePixels
from viewer.model.lut import Rescale, Window
from viewer.observe import Event
from viewer.render.source import prepare
from viewer.settings import Settings

Array = NDArray[Any]
PATIENT = PatientFacts("MUSTERMANN, Erika", "4711", "", "19610514", "F")
STUDY = StudyFacts("1.2", "20240312", "101500", "CT chest", "", "St. Example")


@dataclass(frozen=True)
class Recipe:
    """What the headers of a stack say."""

    uid: str = "s1"
    modality: str = "CT"
    description: str = "Lung 1.0"
    kind: StackKind = StackKind.SLICES
    voi: tuple[Window, ...] = (Window(40, 400),)
    spacing: PixelSpacing | None = field(
        default_factory=lambda: PixelSpacing(0.7, 0.7, SpacingSource.PATIENT)
    )
    slice_mm: float = 5.0
    reference: str = "1.9"  # frame of reference, "" for images without geometry
    modality_lut: Rescale = Rescale(1.0, -1024.0, "HU")
    cine: CineFacts = field(default_factory=CineFacts)
    lossy: LossyFacts = field(default_factory=LossyFacts)
    photometric: str = "MONOCHROME2"
    study: StudyFacts = STUDY
    patient: PatientFacts = PATIENT
    first_mm: float = 0.0
    row_direction: Vector = (1.0, 0.0, 0.0)
    overlays: tuple[Overlay, ...] = ()


def stack_of(arrays: Sequence[Array], recipe: Recipe | None = None) -> ImageStack:
    """An axial stack with one file per array."""
    recipe = recipe or Recipe()
    frames = tuple(_frame(recipe, i, array) for i, array in enumerate(arrays))
    return ImageStack(
        recipe.uid,
        "",
        recipe.kind,
        frames,
        spacing_mm=recipe.slice_mm,
        is_volume=bool(recipe.reference),
    )


def _frame(recipe: Recipe, index: int, array: Array) -> StackFrame:
    file = FileKey(1, f"{recipe.uid}/{index}")
    x, y = recipe.row_direction, (0.0, 1.0, 0.0)
    position: Vector = (0.0, 0.0, recipe.first_mm + index * recipe.slice_mm)
    facts = FrameFacts(
        plane=Plane(position, x, y, recipe.reference) if recipe.reference else None,
        spacing=recipe.spacing,
        aspect=recipe.spacing.row_mm / recipe.spacing.column_mm if recipe.spacing else 1.0,
        modality_lut=recipe.modality_lut,
        voi=recipe.voi,
        slice_thickness_mm=recipe.slice_mm,
    )
    colour = array.ndim == 3
    pixels = ImagePixels(
        array.shape[0],
        array.shape[1],
        3 if colour else 1,
        "RGB" if colour else recipe.photometric,
        8 if colour else 16,
        8 if colour else 16,
        7 if colour else 15,
        signed=False,
        planar_configuration=0,
        number_of_frames=1,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )
    image = ImageFacts(
        pixels,
        (facts,),
        overlays=recipe.overlays,
        cine=recipe.cine,
        lossy=recipe.lossy,
        technique=("120 kV", "200 mAs"),
    )
    header = InstanceHeader(
        file,
        f"1.2.{index}",
        "1.2.840.10008.5.1.4.1.1.2",
        "1.2.840.10008.1.2.1",
        recipe.patient,
        recipe.study,
        SeriesFacts(recipe.uid, 2, recipe.modality, recipe.description),
        image=image,
    )
    return StackFrame(FrameKey(file, 0), header, facts)


def loaded(frame: StackFrame, array: Array) -> LoadedFrame:
    """The frame as the store would hold it."""
    assert frame.header.image is not None
    pixels = Frame(frame.key, array)
    return LoadedFrame(
        frame.key,
        pixels,
        prepare(pixels, frame.header.image, frame.facts, frame.header.sop_instance_uid),
    )


class ArraySource(NoPreviews):
    """A frame source that holds its arrays, or the error of a frame, in memory."""

    def __init__(self) -> None:
        self.content: dict[FrameKey, Array | ViewerError] = {}
        self.stacks: list[ImageStack] = []

    def add(self, stack: ImageStack, arrays: Sequence[Array | ViewerError]) -> ImageStack:
        self.stacks.append(stack)
        for frame, array in zip(stack.frames, arrays, strict=True):
            self.content[frame.key] = array
        return stack

    def load(self, frame: StackFrame) -> LoadedFrame:
        content = self.content[frame.key]
        if isinstance(content, ViewerError):
            raise content
        return loaded(frame, content)


class Inbox:
    """Where loader threads post to; the test decides when it is opened."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self._queue.put(call)

    def take(self, count: int = 1) -> None:
        """Wait for `count` results and deliver them."""
        for _ in range(count):
            self._queue.get(timeout=20)()

    def until(self, condition: Callable[[], bool]) -> None:
        """Deliver results until `condition` holds."""
        while not condition():
            self.take()


def store_of(source: ArraySource, inbox: Inbox) -> FrameStore:
    return FrameStore(source, Settings(), inbox.post)


def flat(values: Sequence[int], size: int = 64) -> list[Array]:
    """Images of one value each."""
    return [np.full((size, size), value, np.uint16) for value in values]


class DeskSession:
    """What the grid needs of a session, over arrays: a real workspace and a real store."""

    def __init__(self, source: ArraySource, post: Callable[[Callable[[], None]], None]) -> None:
        self.frames = FrameStore(source, Settings(), post)
        self.workspace = Workspace(self.frames)
        self.marked = MarkedStates()
        self._stacks = source.stacks
        self.history = History(self.workspace, self._find, lambda _: None)  # tests commit
        self.annotations = AnnotationStore()
        self.measurements = Measurements(self.frames)
        self.annotation_marks = AnnotationMarks(self.annotations, self.measurements)
        self.workspace.draw_over(self.marked.graphics, self.annotation_marks)
        self.workspace.scale_of = self.measurements.spacing
        self.catalog = Catalog()
        self.catalog_changed: Event[Catalog] = Event()
        self.key_images = KeyImageStore()
        self.shown_items: list[tuple[str, int | None]] = []
        self.pictures_painted = 0

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        self.shown_items.append((uid, viewport))

    def _find(self, uid: str, key: FrameKey | None) -> tuple[DisplaySet, int] | None:
        items = [
            CatalogItem(stack.uid, 1, SeriesFacts(), "", 1, display_set=stack)
            for stack in self._stacks
        ]
        catalog = Catalog((CatalogPatient(PATIENT, (CatalogStudy(STUDY, tuple(items)),)),))
        return find_shown(catalog, uid, key)

    def picture_painted(self) -> None:
        self.pictures_painted += 1

    def close(self) -> None:
        self.workspace.close()
        self.frames.close()
