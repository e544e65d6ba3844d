"""What others marked, as it was on show: their states, lifted shutters, key pictures, masks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.app.arrangement import Prepared
from viewer.app.json_fields import Fields
from viewer.app.key_selections import NO_KEY_FACTS, key_facts, only_key_images
from viewer.app.subtraction import can_subtract, is_subtracted, mask_of, subtracted_stack
from viewer.errors import ArrangementError
from viewer.model.display_set import Document, ImageStack
from viewer.model.viewport import FitMode

if TYPE_CHECKING:
    from viewer.app.arrangement import Images
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.model.display_set import StackFrame

_MOST_VIEWPORTS: Final = 12
_MOST_LAYERS: Final = 64
_LAYER_CHARACTERS: Final = 64


@dataclass(frozen=True, slots=True)
class _Look:
    """How one viewport showed what others marked."""

    viewport: int
    state: str = ""  # SOP Instance UID of the presentation state
    area: bool = False  # seen as the state has it, neither zoomed nor moved
    hidden_layers: frozenset[str] = frozenset()
    shuttered: bool = False  # what a shutter hides is in sight
    key_pictures: bool = False
    subtracted: bool = False


class SavedMarks:
    """A `SavedPart`; states are named by UID and found again only beside their own images."""

    name = "marked"

    def __init__(self, session: Session) -> None:
        self._session = session

    def saved(self, images: Images) -> object:
        """An object for each viewport that shows something of it."""
        del images
        viewports = self._session.workspace.viewports
        looks = [self._look(number, one.state) for number, one in enumerate(viewports)]
        return [_out(look) for look in looks if look != _Look(look.viewport)] or None

    def prepare(self, value: object, images: Images) -> Prepared:
        """Understand the objects of a file; raises ArrangementError."""
        del images
        if not isinstance(value, list) or len(value) > _MOST_VIEWPORTS:
            raise ArrangementError(f"'{self.name}' is not a list of up to {_MOST_VIEWPORTS}")
        looks = [_in(Fields(one, f"{self.name} {n}")) for n, one in enumerate(value, 1)]
        wanted = {look.state for look in looks if look.state}
        missing = len(wanted - self._states())
        return Prepared(lambda: self._apply(looks), 0, missing)

    def _look(self, number: int, state: ViewportState) -> _Look:
        stack, presentation = state.stack, state.presentation
        if stack is None:
            return _Look(number)
        item = self._session.catalog.item(stack.uid)
        of_series = item is not None and isinstance(item.display_set, ImageStack)
        marked = presentation.state
        return _Look(
            number,
            marked.sop_instance_uid if marked is not None else "",
            marked is not None and state.view.fit is FitMode.AREA,
            presentation.hidden_layers,
            presentation.show_shuttered,
            stack.is_selection and of_series,
            is_subtracted(stack),
        )

    def _states(self) -> set[str]:
        """Every presentation state that is open."""
        sets = (item.display_set for item in self._session.catalog.items())
        headers = [one.header for one in sets if isinstance(one, Document)]
        return {header.sop_instance_uid for header in headers if header.state is not None}

    def _apply(self, looks: list[_Look]) -> None:
        viewports = self._session.workspace.viewports
        with self._session.workspace.following.held():
            for look in looks:
                if look.viewport < len(viewports):
                    self._show(viewports[look.viewport], look)

    def _show(self, viewport: ViewportModel, look: _Look) -> None:
        saved = viewport.state
        stack, frame = saved.stack, saved.frame
        if stack is None or frame is None:
            return
        if look.subtracted and not look.state and can_subtract(stack):
            viewport.show_variant(subtracted_stack(stack, mask_of(stack)))
        if look.key_pictures:
            self._leave_key_pictures(viewport, stack, frame)
        offered = self._session.marked.all_for(frame)
        state = next((one for one in offered if one.sop_instance_uid == look.state), None)
        if state is not None:
            viewport.show_state(state)
            fit = FitMode.AREA if look.area else saved.view.fit
            viewport.set_view(replace(saved.view, fit=fit, state=state))
        viewport.set_presentation(
            replace(
                saved.presentation,
                state=state,
                hidden_layers=look.hidden_layers if state is not None else frozenset(),
                show_shuttered=look.shuttered,
            )
        )

    def _leave_key_pictures(
        self, viewport: ViewportModel, stack: ImageStack, frame: StackFrame
    ) -> None:
        """Those picked by now; none of it where the picture on show is not among them."""
        patient = self._session.catalog.patient(frame.header.patient)
        facts = key_facts(patient) if patient is not None else NO_KEY_FACTS
        picked = only_key_images(stack, facts, self._session.key_images.state.keys)
        if picked is not None and frame in picked.frames:
            viewport.refresh(picked)


def _out(look: _Look) -> dict[str, object]:
    return {
        "viewport": look.viewport,
        "state": look.state,
        "area": look.area,
        "hidden_layers": sorted(look.hidden_layers)[:_MOST_LAYERS],
        "shutter_lifted": look.shuttered,
        "key_pictures": look.key_pictures,
        "subtracted": look.subtracted,
    }


def _in(fields: Fields) -> _Look:
    layers = fields.value("hidden_layers")
    known = isinstance(layers, list) and all(isinstance(name, str) for name in layers)
    if not known or len(layers) > _MOST_LAYERS or any(len(n) > _LAYER_CHARACTERS for n in layers):
        raise ArrangementError("'hidden_layers' is not a short list of names")
    look = _Look(
        fields.whole("viewport", 0, _MOST_VIEWPORTS - 1),
        fields.text("state", 64),
        fields.flag("area"),
        frozenset(layers),
        fields.flag("shutter_lifted"),
        fields.flag("key_pictures"),
        fields.flag("subtracted"),
    )
    fields.finish()
    return look
