"""What the actions of the Compare menu do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.link_state import LinkKind, Links
from viewer.app.mammograms_beside import mammograms_beside
from viewer.app.priors import compare_with_prior
from viewer.model.display_set import ImageStack
from viewer.model.viewport import ReferenceLineMode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.app.priors import Comparison
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import WorkspaceState
    from viewer.model.display_set import DisplaySet
    from viewer.ui.actions import ActionSet
    from viewer.ui.main_window import MainWindow

_BY_HAND = frozenset({LinkKind.SCROLL, LinkKind.VIEW})  # what BIR's L and U mean


class CompareCommands:
    """Hangs, links and swaps; asks the guard before two people stand side by side (S-02)."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        self._session = session
        self._window = window
        self._place = 0  # which of the priors is on show
        self._active = [0, 0]  # the viewports that were active last, the newest first
        self._subscription = session.workspace.changed.connect(self._note_active)

    def close(self) -> None:
        """Listen to nothing any more."""
        self._subscription.close()

    def add_folder(self) -> None:
        """Open something else beside what is open."""
        self._window.choose_folder("Add another disc or folder, beside what is open")

    def compare(self) -> None:
        """The examination on show left, its best prior right, a row for each series (S-09)."""
        self._place = 0
        self._hang_beside()

    def next_prior(self) -> None:
        """The next older prior beside the same series; after the oldest the first again."""
        self._place += 1
        self._hang_beside()

    def swap(self) -> None:
        """The active viewport and the one beside it change places."""
        pair = self._pair()
        if pair is not None:
            self._session.workspace.swap(*pair)

    def link(self) -> None:
        """Scroll and zoom together; by position where nobody matched slices (G-040)."""
        links = self._links
        self._session.workspace.set_links(Links(links.kinds | _BY_HAND, links.matches))

    def unlink(self) -> None:
        """Everything by itself; matches by hand are forgotten."""
        self._session.workspace.set_links(Links(frozenset()))

    def toggle_link(self, kind: LinkKind) -> None:
        """Switch one link on or off."""
        links = self._links
        self._session.workspace.set_links(links.switched(kind, on=kind not in links.kinds))

    def match_slices(self) -> None:
        """Take the slices of two viewports for the same place (G-041)."""
        pair = self._pair()
        if pair is not None:
            self._session.workspace.match_slices(*pair)

    def toggle_lines(self) -> None:
        """Show or hide where slices cross (G-033)."""
        on = self._session.workspace.state.lines is ReferenceLineMode.OFF
        mode = ReferenceLineMode.LINES if on else ReferenceLineMode.OFF
        self._session.workspace.set_lines(mode)

    def toggle_thickness(self) -> None:
        """Show the faces of the slice too, or the line alone."""
        on = self._session.workspace.state.lines is not ReferenceLineMode.THICKNESS
        mode = ReferenceLineMode.THICKNESS if on else ReferenceLineMode.LINES
        self._session.workspace.set_lines(mode)

    @property
    def _links(self) -> Links:
        return self._session.workspace.state.links

    def _leading(self) -> tuple[str, ...]:
        """The series on show to compare: those of the active viewport's examination, it first.

        Beside a prior that is already hung the newer ones on the left lead.
        """
        workspace = self._session.workspace
        models, columns = workspace.viewports, workspace.state.layout.columns
        hung = columns == 2 and all(_study(m) for m in models[:2])
        if hung and _study(models[0]) != _study(models[1]):
            lead, models = models[0], models[::2]
        else:
            lead = workspace.active
            if lead.state.stack is None:  # a report: what stands beside it is meant
                lead = next((m for m in models if m.state.stack is not None), lead)
        study = _study(lead)
        uids = [_uid(lead.state.stack)]
        uids += [_uid(m.state.stack) for m in models if study and _study(m) == study]
        return tuple(dict.fromkeys(uid for uid in uids if uid))

    def _hang_beside(self) -> None:
        """Mammograms hung together are compared view by view, all else series by series."""
        arrange = self._window.arrange
        hanging = mammograms_beside(self._session, self._place)
        if hanging is None or arrange is None:
            self._hang(self._leading())
            return
        uids = [cell.uid for cell in hanging.cells if cell.uid]
        self._window.guard.show_items(uids, lambda: arrange.hang(hanging))

    def _hang(self, leading: tuple[str, ...]) -> None:
        found = compare_with_prior(self._session.catalog, leading, self._place)
        workspace = self._session.workspace
        if found is None:  # nothing of this person: room to drag something to
            if len(workspace.viewports) == 1:
                workspace.set_layout(1, 2)
            return
        places = {_uid(m.state.display_set): m.state.index for m in workspace.viewports}
        wanted = [
            (item.uid, 2 * row + column)
            for row, pair in enumerate(found.pairs)
            for column, item in enumerate((pair.current, pair.prior))
            if item is not None
        ]

        def hang() -> None:
            workspace.set_maximised(maximised=False)
            with workspace.following.held():
                workspace.set_layout(len(found.pairs), 2)
                for uid, viewport in wanted:
                    self._session.show_item(uid, viewport)
                self._place_slices(found, places)
            workspace.activate(0)

        self._window.guard.show_items([uid for uid, _ in wanted], hang)

    def _place_slices(self, found: Comparison, places: Mapping[str, int]) -> None:
        """The current where it was; the prior about as far through, as a start to look from."""
        viewports = self._session.workspace.viewports
        for row, pair in enumerate(found.pairs):
            left, right = viewports[2 * row], viewports[2 * row + 1]
            kept = places.get(pair.current.uid)
            if kept is not None:
                left.go_to(kept)
            if pair.prior is not None and pair.prior.uid in places:
                right.go_to(places[pair.prior.uid])
            elif found.is_prior and not right.state.index:
                right.go_to(_as_far_through(left, right))

    def _pair(self) -> tuple[int, int] | None:
        """The two viewports an action on two means: both, or the last two that were active."""
        workspace = self._session.workspace
        shown = [n for n, m in enumerate(workspace.viewports) if m.state.display_set is not None]
        active = workspace.state.active
        others = [n for n in shown if n != active]
        if not others:
            return None
        if self._active[1] in others:
            return active, self._active[1]
        return active, min(others, key=lambda n: (abs(n - active), n))

    def _note_active(self, state: WorkspaceState) -> None:
        if state.active != self._active[0]:
            self._active = [state.active, self._active[0]]


class CompareChecks:
    """Keeps the ticks of the Compare menu as the workspace is."""

    def __init__(self, session: Session, actions: ActionSet) -> None:
        self._actions = actions
        self._subscription = session.workspace.changed.connect(self._tick)
        self._tick(session.workspace.state)

    def close(self) -> None:
        """Listen to nothing any more."""
        self._subscription.close()

    def _tick(self, state: WorkspaceState) -> None:
        for kind in LinkKind:
            self._actions[f"link-{kind.value}"].setChecked(kind in state.links.kinds)
        lines = state.lines
        self._actions["reference-lines"].setChecked(lines is not ReferenceLineMode.OFF)
        self._actions["slice-thickness"].setChecked(lines is ReferenceLineMode.THICKNESS)


def _uid(display_set: DisplaySet | None) -> str:
    return display_set.uid if display_set is not None else ""


def _study(viewport: ViewportModel) -> tuple[object, ...]:
    frame = viewport.state.frame
    return (frame.header.patient.identity, frame.header.study.uid) if frame is not None else ()


def _as_far_through(left: ViewportModel, right: ViewportModel) -> int:
    """The position of the right stack at the same share of the way, the same way in the body."""
    one, other = left.state.stack, right.state.stack
    if one is None or other is None:
        return 0
    share = left.state.index / max(1, len(one.frames) - 1)
    ways = _way(one), _way(other)
    if sum(a * b for a, b in zip(*ways, strict=True)) < 0:
        share = 1 - share
    return round(share * (len(other.frames) - 1))


def _way(stack: ImageStack) -> tuple[float, float, float]:
    """From the first to the last slice, mm."""
    first, last = stack.frames[0].facts.plane, stack.frames[-1].facts.plane
    if first is None or last is None:
        return 0.0, 0.0, 0.0
    a, b = first.position, last.position
    return b[0] - a[0], b[1] - a[1], b[2] - a[2]
