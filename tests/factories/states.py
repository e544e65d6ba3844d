"""Presentation states as values, and headers that hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.factories.viewports import PATIENT, STUDY
from viewer.model.header import InstanceHeader, SeriesFacts
from viewer.model.image import FileKey
from viewer.model.lut import Rescale, VoiSource, Window
from viewer.model.presentation_state import PresentationState, References, StateVoi

if TYPE_CHECKING:
    from viewer.model.display_set import ImageStack, StackFrame

GREY_STATE = "1.2.840.10008.5.1.4.1.1.11.1"


def state_about(*frames: StackFrame, uid: str = "1.9.1", **parts: Any) -> PresentationState:
    """A state with a window of its own about the images of these frames."""
    names = {frame.header.sop_instance_uid: frozenset[int]() for frame in frames}
    given: dict[str, Any] = {
        "label": "MARKED",
        "creator": "Muster, Anna",
        "date": "20240229",
        "time": "110000",
        "modality": Rescale(1.0, -1024.0, "HU"),
        "vois": (StateVoi(References(), Window(50, 100, source=VoiSource.STATE)),),
    }
    return PresentationState(uid, GREY_STATE, References(names), **(given | parts))


def header_with(state: PresentationState, path: str = "") -> InstanceHeader:
    """The file of a state, of the person and study of the stacks of `viewports`."""
    return InstanceHeader(
        FileKey(1, path or f"state{state.sop_instance_uid}"),
        state.sop_instance_uid,
        state.sop_class_uid,
        "1.2.840.10008.1.2.1",
        PATIENT,
        STUDY,
        SeriesFacts("1.80", 80, "PR"),
        state=state,
    )


def of_somebody_else(header: InstanceHeader) -> InstanceHeader:
    """The same state in the file of another person."""
    return replace(header, patient=replace(header.patient, patient_id="4712"))


def named(stack: ImageStack) -> ImageStack:
    """The stack with SOP Instance UIDs that no other stack has."""
    frames = tuple(
        replace(f, header=replace(f.header, sop_instance_uid=f"1.5.{stack.uid}.{number}"))
        for number, f in enumerate(stack.frames)
    )
    return replace(stack, frames=frames)
