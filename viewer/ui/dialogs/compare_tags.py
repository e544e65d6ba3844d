"""What two files say, side by side: the pictures of two viewports, or a picture and the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel

from viewer.app.shown_tags import shown_nodes
from viewer.app.tag_reading import TagReading, file_on_show
from viewer.app.wording import real_date, series_title
from viewer.errors import ViewerError
from viewer.model.tags import compared
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.panels.tag_browser import TagBrowser
from viewer.ui.panels.tags import READING, UNREADABLE
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FileKey
    from viewer.model.tags import TagTree
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

ONE_FILE = "There is no other picture to compare with. Show another one beside it."
SAME_FILE = "Both are frames of one file, which says the same of both."


@dataclass(frozen=True, slots=True)
class Side:
    """A file that can be chosen, and its name for people."""

    file: FileKey
    words: str


class CompareTagsDialog(Dialog):
    """The picture that was active when it was opened, and one of those around it."""

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__("What two files say", theme, parent)
        self._session = session
        self._trees: dict[FileKey, TagTree | ViewerError] = {}
        self.reading = TagReading(session, self._arrived)
        self.first = first_side(session)
        self.sides = other_sides(session)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        first = self.first.words if self.first is not None else "–"
        self.name = plain_label(self, text=f"First: {first}")
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("Compare with")
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(24)
        for side in self.sides:
            self.choice.addItem(side.words)
        label = QLabel("Second:", self)
        label.setBuddy(self.choice)
        row.addWidget(self.name, stretch=1)
        row.addWidget(label)
        row.addWidget(self.choice, stretch=1)
        self.body.addLayout(row)
        self.browser = TagBrowser(icons, theme, self, two=True)
        self.body.addWidget(self.browser, stretch=1)
        self.close_button.setAutoDefault(False)
        self.close_button.setDefault(False)
        self.finished.connect(lambda _: self.reading.want(None))
        self.choice.currentIndexChanged.connect(lambda _: self._next())
        self.resize(theme.px(980), theme.px(640))
        self.browser.line.setFocus()
        self._next()

    @property
    def second(self) -> Side | None:
        """The file chosen to compare with."""
        number = self.choice.currentIndex()
        return self.sides[number] if 0 <= number < len(self.sides) else None

    def _next(self) -> None:
        """Read what is not read yet of the two, then show them."""
        first, second = self.first, self.second
        if first is None or second is None:
            self.browser.wait(ONE_FILE)
            return
        for side in (first, second):
            if side.file not in self._trees:
                self.browser.wait(READING)
                self.reading.want(side.file)
                return
        self._show(self._trees[first.file], self._trees[second.file])

    def _arrived(self, file: FileKey, result: TagTree | ViewerError) -> None:
        first = {self.first.file} if self.first is not None else set()
        # No more than two are kept: somebody may go through a long list.
        self._trees = {key: tree for key, tree in self._trees.items() if key in first}
        self._trees[file] = result
        self._next()

    def _show(self, one: TagTree | ViewerError, other: TagTree | ViewerError) -> None:
        if isinstance(one, ViewerError) or isinstance(other, ViewerError):
            self.browser.wait(UNREADABLE)
            return
        notices = dict.fromkeys((*one.notices, *other.notices))
        assert self.first is not None
        same = self.second is not None and self.second.file == self.first.file
        words = SAME_FILE if same else "\n".join(notices)
        self.browser.set_rows(compared(shown_nodes(one.nodes), shown_nodes(other.nodes)), words)


def first_side(session: Session) -> Side | None:
    """The picture or document of the active viewport."""
    return _side(session.workspace.active.state, "")


def other_sides(session: Session) -> tuple[Side, ...]:
    """What the active one can be compared with: other viewports, then its neighbours."""
    workspace = session.workspace
    found = [
        _side(viewport.state, f"viewport {number + 1}, ")
        for number, viewport in enumerate(workspace.viewports)
        if number != workspace.state.active
    ]
    state = workspace.active.state
    if state.stack is not None:
        for step, words in ((1, "next picture, "), (-1, "picture before, ")):
            at = state.index + step
            if 0 <= at < len(state.stack.frames):
                frame = state.stack.frames[at]
                found.append(Side(frame.key.file, words + _place(frame.header, at)))
    return tuple(side for side in found if side is not None)


def _side(state: ViewportState, words: str) -> Side | None:
    file = file_on_show(state)
    if file is None:
        return None
    if state.frame is not None:
        return Side(file, words + _place(state.frame.header, state.index))
    assert state.document is not None
    return Side(file, words + _named(state.document.header))


def _place(header: InstanceHeader, index: int) -> str:
    return f"{_named(header)}, picture {index + 1}"


def _named(header: InstanceHeader) -> str:
    date = real_date(header.study.date) or "no date"
    return f"{date}, {series_title(header.series)}"
