"""Which presentation states are there for which image, and what is said about them (P-001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.identity_view import SHOWN
from viewer.app.marked_graphics import MarkedGraphics
from viewer.app.subtraction import state_recipe
from viewer.app.wording import format_date
from viewer.limits import STATES_OFFERED
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.model.display_set import StackFrame
    from viewer.model.header import InstanceHeader
    from viewer.model.presentation_state import PresentationState


MASK: Final = "mask subtraction"
DIFFERENCE: Final = "brightness of the difference"
TRUE_SIZE: Final = "true size (measure this screen)"


class MarkedStates:
    """The states of all open media by the images they name; on the session's thread."""

    def __init__(self) -> None:
        self.changed: Event[None] = Event()
        self.graphics = MarkedGraphics()  # draws those that are active
        self._headers: tuple[InstanceHeader, ...] = ()
        self._by_image: dict[str, list[InstanceHeader]] = {}

    def set_headers(self, headers: Iterable[InstanceHeader]) -> None:
        """Take every header with a state there is now, in any order."""
        known = tuple(headers)
        if known == self._headers:
            return
        self._headers = known
        self._by_image = {}
        states = {header.sop_instance_uid: header for header in known}  # copies count once
        for header in sorted(states.values(), key=_created, reverse=True):
            if header.state is not None:
                for uid in header.state.references.frames:
                    self._by_image.setdefault(uid, []).append(header)
        self.changed.emit(None)

    def all_for(self, frame: StackFrame) -> tuple[PresentationState, ...]:
        """The states about this very frame, newest first.

        A state belongs to the study of its images (P-001), and never to another person's (S-01).
        """
        image = frame.header
        return tuple(
            header.state
            for header in self._by_image.get(image.sop_instance_uid, ())
            if header.state is not None
            and header.state.covers(image.sop_instance_uid, frame.key.frame_index)
            and header.study.uid == image.study.uid
            and header.patient.identity == image.patient.identity
        )

    def offered(self, frame: StackFrame) -> tuple[PresentationState, ...]:
        """As `all_for`, as many as a menu holds."""
        return self.all_for(frame)[:STATES_OFFERED]


def _created(header: InstanceHeader) -> tuple[str, str, str]:
    state = header.state
    assert state is not None
    return state.date.replace(".", ""), state.time, state.sop_instance_uid


def state_name(state: PresentationState) -> str:
    """Say "MARKED · 29 Feb 2024": how a list calls a state."""
    return " · ".join(filter(None, (SHOWN.text(state.label) or "no name", format_date(state.date))))


def state_line(state: PresentationState) -> str:
    """Say "PR: MARKED · 29 Feb 2024 · Muster, Anna", in the corner while it is active (P-001)."""
    return " · ".join(filter(None, (f"PR: {state_name(state)}", SHOWN.place(state.creator))))


def view_under(state: PresentationState | None, screen_pixel_mm: float = 0.0) -> ViewState:
    """Where images are seen when a state becomes active, or none is.

    `screen_pixel_mm` is the size of a device pixel, 0 on a screen nobody has measured: a state
    may want its images in true size (P-011).
    """
    if state is None:
        return ViewState()
    return ViewState(
        FitMode.AREA,
        quarter_turns=state.quarter_turns,
        flipped=state.flipped,
        screen_pixel_mm=screen_pixel_mm,
        state=state,
    )


def is_changed(view: ViewState, presentation: Presentation) -> bool:
    """Whether the user changed anything of what the active state says (S-06)."""
    state = presentation.state
    own = Presentation(state=state, smooth=presentation.smooth)
    return view != view_under(state, view.screen_pixel_mm) or presentation != own


def _missing_of_mask(state: PresentationState, frame: StackFrame) -> list[str]:
    """What of a state's mask cannot be shown: a frame without, or values without a middle."""
    if not state.masks:
        return []
    recipe = state_recipe(state, frame)
    if recipe is None:
        return [MASK]
    return [] if recipe.window is not None else [DIFFERENCE]


def state_notices(
    frame: StackFrame, view: ViewState, presentation: Presentation
) -> tuple[str, ...]:
    """In what an image is not shown as the active state has it (P-001, P-002, S-06)."""
    state = presentation.state
    if state is None:
        return ()
    image = frame.header
    if not state.covers(image.sop_instance_uid, frame.key.frame_index):
        return (f"PR {state.label or 'no name'}: not about this picture",)
    missing = [*state.missing]
    from viewer.model.presentation_state import SizeMode  # noqa: PLC0415  few discs have states

    missing += _missing_of_mask(state, frame)
    area = state.area(image.sop_instance_uid, frame.key.frame_index)
    if area is not None and area.mode is SizeMode.TRUE_SIZE:
        missing += [] if area.spacing_mm and view.screen_pixel_mm else [TRUE_SIZE]
    if state.grey and image.image is not None and image.image.pixels.samples_per_pixel > 1:
        missing.append("brightness of a colour picture")
    notices = []
    if missing:
        notices.append(f"PR partially applied, without: {', '.join(missing)}")
    masked = state_recipe(state, frame)
    if is_changed(view, presentation) or (masked is not None and frame.subtraction != masked):
        notices.append("PR changed")
    return tuple(notices)
