"""What the actions of the Compare menu do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.beside_prior import (
    hang_comparison,
    leading_series,
    places_on_show,
    viewports_of,
)
from viewer.app.compare import plane_name
from viewer.app.link_state import LinkKind, Links
from viewer.app.localizers import localizer_of, named_images
from viewer.app.mammograms_beside import mammograms_beside
from viewer.app.priors import compare_with_prior
from viewer.model.tags import TagTree
from viewer.model.viewport import ReferenceLineMode

if TYPE_CHECKING:
    from viewer.app.priors import Comparison
    from viewer.app.session import Session
    from viewer.app.workspace import WorkspaceState
    from viewer.errors import ViewerError
    from viewer.model.display_set import StackFrame
    from viewer.ui.actions import ActionSet
    from viewer.ui.main_window import MainWindow

NO_PAIR = "Show another series beside this one first"
NO_PRIOR = "No earlier examination is open: add another disc, or drag a series beside this one"
NO_OTHER_PRIOR = "There is no other earlier examination"
SAME_EXAMINATION = (
    "No earlier examination of this kind: another series of the same one is beside it"
)
NO_LOCALIZER = "No picture here shows where this one lies"
_BY_HAND = frozenset({LinkKind.SCROLL, LinkKind.VIEW})  # what BIR's L and U mean


def which_prior(found: Comparison, *, step: int) -> str:
    """What was hung, in words; "" where the pictures say all of it."""
    if not found.is_prior:
        return SAME_EXAMINATION
    words = [NO_OTHER_PRIOR] if step and found.count == 1 else []
    if found.count > 1:
        words.append(f"Earlier examination {found.place + 1} of {found.count}")
    planes = ((plane_name(p.current), plane_name(p.prior)) for p in found.pairs if p.prior)
    missing = dict.fromkeys(own for own, other in planes if own and other and own != other)
    words += [f"no {plane} series in the earlier examination" for plane in missing]
    sentence = "; ".join(words)
    return f"{sentence[:1].upper()}{sentence[1:]}"


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
        """Open something else beside what is open; what is on show stays."""
        self._session.first.person_chose()
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
        else:
            self._tell(NO_PAIR)

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
        else:
            self._tell(NO_PAIR)

    def toggle_lines(self) -> None:
        """Show or hide where slices cross (G-033)."""
        on = self._session.workspace.state.lines is ReferenceLineMode.OFF
        mode = ReferenceLineMode.LINES if on else ReferenceLineMode.OFF
        self._session.workspace.set_lines(mode)

    def show_localizer(self) -> None:
        """Beside the active slice the picture that shows where it lies, with the line (G-033)."""
        frame = self._session.workspace.active.state.frame
        if frame is not None:
            self._session.read_tags(frame.key.file, lambda tags: self._localize(frame, tags))

    def _localize(self, frame: StackFrame, tags: TagTree | ViewerError) -> None:
        workspace = self._session.workspace
        source = workspace.active
        if source.state.frame != frame:
            return  # somebody went on meanwhile
        named = named_images(tags) if isinstance(tags, TagTree) else frozenset()
        found = localizer_of(self._session.catalog, frame, named)
        if found is None:
            self._tell(NO_LOCALIZER)
            return
        if len(workspace.viewports) == 1:
            workspace.set_layout(1, 2)
        active = workspace.state.active
        beside = (self._pair() or (active, (active + 1) % len(workspace.viewports)))[1]

        def hang() -> None:
            workspace.set_maximised(maximised=False)
            with workspace.following.held():
                self._session.show_item(found.item.uid, beside)
                workspace.viewports[beside].go_to(found.index)
            workspace.activate(active)
            if workspace.state.lines is ReferenceLineMode.OFF:
                workspace.set_lines(ReferenceLineMode.LINES)

        shown = source.state.display_set
        uids = [shown.uid] if shown is not None else []
        self._window.guard.show_items([*uids, found.item.uid], hang)

    def toggle_thickness(self) -> None:
        """Show the faces of the slice too, or the line alone."""
        on = self._session.workspace.state.lines is not ReferenceLineMode.THICKNESS
        mode = ReferenceLineMode.THICKNESS if on else ReferenceLineMode.LINES
        self._session.workspace.set_lines(mode)

    @property
    def _links(self) -> Links:
        return self._session.workspace.state.links

    def _hang_beside(self) -> None:
        """Mammograms hung together are compared view by view, all else series by series."""
        arrange = self._window.arrange
        hanging = mammograms_beside(self._session, self._place)
        if hanging is None or arrange is None:
            self._hang()
            return
        uids = [cell.uid for cell in hanging.cells if cell.uid]
        self._window.guard.show_items(uids, lambda: arrange.hang(hanging))

    def _hang(self) -> None:
        session, workspace = self._session, self._session.workspace
        found = compare_with_prior(session.catalog, leading_series(workspace), self._place)
        if found is None:  # nothing of this person: room to drag something to
            if len(workspace.viewports) == 1:
                workspace.set_layout(1, 2)
            self._tell(NO_PRIOR)
            return
        places = places_on_show(workspace)

        def hang() -> None:
            hang_comparison(session, found, places)
            self._tell(which_prior(found, step=self._place))

        self._window.guard.show_items([uid for uid, _ in viewports_of(found)], hang)

    def _tell(self, words: str) -> None:
        self._window.status.show_probe(words)

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
