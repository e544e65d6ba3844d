"""The sticks in this computer, by name and free room; another place can be chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QWidget

from viewer.app.latest import Latest
from viewer.app.sticks import Stick, is_source, stick_at, sticks
from viewer.media.removable import removable_volumes
from viewer.model.safe_text import visible
from viewer.ui.copying.words import size_words
from viewer.ui.file_dialogs import ask_for_folder
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

LIST_VOLUMES = removable_volumes
NONE: Final = "No USB stick was found. Put one in, or choose another place."
_LINES: Final = 3
_LOOK_MS: Final = 2000
_ROOT: Final = Qt.ItemDataRole.UserRole


class StickList(QWidget):
    """Looks again every two seconds while it is in sight."""

    chosen_changed = Signal()

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._icons = icons
        self._other: Path | None = None  # a place that somebody chose
        self._found: Latest[tuple[Stick, ...]] = Latest(session)
        until_destroyed(self, self._found.changed.connect(lambda _: self._show()))
        self.list = QListWidget(self)
        self.list.setAccessibleName("Which stick")
        self.list.setFixedHeight(theme.px(30) * _LINES + theme.px(8))
        self.list.currentItemChanged.connect(lambda *_: self.chosen_changed.emit())
        self.none = plain_label(self, "secondary", NONE)
        self.browse = QPushButton("C&hoose another place…", self)
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(lambda _checked: self._ask())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.list, stretch=1)
        row.addWidget(self.none, stretch=1)
        row.addWidget(self.browse, alignment=Qt.AlignmentFlag.AlignTop)
        self._height = theme.px(30)
        self._shown: tuple[Stick, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._show()
        self.look()

    @property
    def chosen(self) -> Path | None:
        """The root of the one that is chosen."""
        item = self.list.currentItem()
        return Path(item.data(_ROOT)) if item is not None else None

    def look(self) -> None:
        """Ask what there is, unless an answer is awaited."""
        if not self._found.is_running and self.isVisibleTo(self.window()):
            media = self._session.paths
            self._found.ask(lambda _: sticks(media, LIST_VOLUMES), keep=True)

    def close_list(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._found.stop()

    def set_folder(self, folder: Path) -> None:
        """Take a place that the system does not call a stick."""
        self._other = folder
        self._show()
        self._take(folder)

    def problem(self) -> str:
        """Why nothing can be put there, in words; "" if it can."""
        root = self.chosen
        if root is None:
            return "Choose a stick."
        if not root.is_dir():
            return "The stick is not there any more."
        if is_source(root, self._session.paths):
            return "Pictures of this place are open. Nothing is written to it: choose another one."
        return ""

    def _show(self) -> None:
        found = self._found.answer or ()
        others = () if self._other is None else (stick_at(self._other),)
        listed = (*found, *(one for one in others if one.root not in {f.root for f in found}))
        if listed == self._shown:
            return
        self._shown = listed
        before = self.chosen
        self.list.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.list.clear()
        for one in listed:
            item = QListWidgetItem(self._icons.icon("usb"), stick_words(one), self.list)
            item.setData(_ROOT, str(one.root))
            hint = item.sizeHint()
            hint.setHeight(self._height)
            item.setSizeHint(hint)
        self.list.blockSignals(False)  # noqa: FBT003  as above
        self.list.setVisible(bool(listed))
        self.none.setVisible(not listed)
        self._take(before or (listed[0].root if len(listed) == 1 else None))
        self.chosen_changed.emit()

    def _take(self, root: Path | None) -> None:
        for row in range(self.list.count()):
            if root is not None and Path(self.list.item(row).data(_ROOT)) == root:
                self.list.setCurrentRow(row)

    def _ask(self) -> None:
        chosen = ask_for_folder(self, "Where the pictures are to be added")
        if chosen is not None:
            self.set_folder(chosen)


def stick_words(stick: Stick) -> str:
    """Say "KINGSTON · 12 GB free · has pictures already"."""
    name = visible(stick.label, 40)
    free = f"{size_words(stick.free)} free" if stick.free is not None else ""
    has = "has pictures already" if stick.has_pictures else ""
    return " · ".join(filter(None, (name, free, has)))
