"""Stacks and a frame source made by hand, for tests of the application layer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import numpy as np

from tests.factories.decode_requests import GREY_16
from tests.factories.no_previews import NoPreviews
from viewer.app.frames import LoadedFrame
from viewer.errors import PixelError, ViewerError
from viewer.model.display_set import ImageStack, StackFrame, StackKind
from viewer.model.geometry import Plane
from viewer.model.header import FrameFacts, ImageFacts, InstanceHeader, PatientFacts, StudyFacts
from viewer.model.image import FileKey, Frame, FrameKey

AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))

PIXELS = replace(GREY_16, columns=4)


def make_stack(
    uid: str = "1.2.3",
    *,
    positions: tuple[float, ...] = (0.0, 5.0, 10.0),
    directions: tuple[tuple[float, float, float], tuple[float, float, float]] = AXIAL,
    reference: str = "1.9",
    spacing: float = 5.0,
) -> ImageStack:
    """A stack of axial or other slices at the given distances along its normal."""
    normal = Plane((0.0, 0.0, 0.0), *directions).normal
    frames = []
    for number, position in enumerate(positions):
        x, y, z = (component * position for component in normal)
        plane = Plane((x, y, z), *directions, frame_of_reference_uid=reference)
        facts = FrameFacts(plane=plane, slice_thickness_mm=spacing)
        key = FrameKey(FileKey(1, f"{uid}/{number}"), 0)
        header = InstanceHeader(
            file=key.file,
            sop_instance_uid=f"{uid}.{number}",
            sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
            transfer_syntax_uid="1.2.840.10008.1.2.1",
            patient=PatientFacts(name="Muster, Erika", patient_id="4711", birth_date="19610514"),
            study=StudyFacts(uid="1.1", date="20240312"),
            image=ImageFacts(PIXELS, (facts,)),
        )
        frames.append(StackFrame(key, header, facts))
    return ImageStack(
        uid, "", StackKind.SLICES, tuple(frames), spacing_mm=spacing, is_volume=bool(reference)
    )


@dataclass(frozen=True, slots=True, eq=False)
class TinyImage:
    """Stands where the prepared image stands; the store only weighs it."""

    nbytes: int
    automatic_voi: None = None


@dataclass
class GatedSource(NoPreviews):
    """A frame source whose frames come when the test says so."""

    nbytes: int = 100
    broken: frozenset[FrameKey] = frozenset()
    error: ViewerError = field(default_factory=lambda: PixelError("broken on purpose"))
    asked: list[FrameKey] = field(default_factory=list)
    _gates: dict[FrameKey, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    open_all: bool = True

    def gate(self, key: FrameKey) -> threading.Event:
        with self._lock:
            return self._gates.setdefault(key, threading.Event())

    def load(self, frame: StackFrame) -> LoadedFrame:
        self.asked.append(frame.key)
        if not self.open_all:
            assert self.gate(frame.key).wait(20), "the test never opened the gate"
        if frame.key in self.broken:
            raise self.error
        pixels = np.zeros((4, 4), np.uint16)
        image = TinyImage(self.nbytes)
        return LoadedFrame(frame.key, Frame(frame.key, pixels), image)  # type: ignore[arg-type]


class PreviewedSource(GatedSource):
    """Previews come at once, whole frames when their gate opens."""

    def __init__(self, without: frozenset[FrameKey] = frozenset()) -> None:
        super().__init__(open_all=False)
        self.without = without
        self.previewed: list[FrameKey] = []

    def has_preview(self, frame: StackFrame) -> bool:
        del frame
        return True

    def preview(self, frame: StackFrame) -> LoadedFrame:  # type: ignore[override]
        self.previewed.append(frame.key)
        if frame.key in self.without:
            raise PixelError("no preview on purpose")
        pixels = Frame(frame.key, np.zeros((1, 1), np.uint16), reduction=2)
        return LoadedFrame(frame.key, pixels, TinyImage(1))  # type: ignore[arg-type]
