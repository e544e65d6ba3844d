"""Whether a viewer goes onto the disc, and whether it can be copied to a computer first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from viewer.publish.kits import archives_of
from viewer.ui.copying.words import size_words
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.publish_draft import PublishDraft
    from viewer.publish.kits import Kit
    from viewer.ui.theme import Theme

FASTER: Final = "Let it be co&pied to a computer first, which starts it faster"
_ASKED: Final = "Whoever opens the disc is asked, and the copy goes when Lightbox is closed."
_NO_ROOM: Final = "It is left out, as the disc has no room for it."


class ViewerChoice(QWidget):
    """Two ticks; the second is asked only where a viewer has an archive for it."""

    def __init__(self, draft: PublishDraft, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self.viewer = QCheckBox(self)
        self.viewer.setChecked(draft.with_viewer)
        self.viewer.toggled.connect(lambda on: draft.choose(with_viewer=on))
        self._more = QWidget(self)
        self.faster = QCheckBox(FASTER, self._more)
        self.faster.setChecked(draft.with_archives)
        self.faster.toggled.connect(lambda on: draft.choose(with_archives=on))
        self.about = plain_label(self._more, "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.viewer)
        column.addWidget(self._more)
        below = QVBoxLayout(self._more)
        below.setContentsMargins(theme.px(24), 0, 0, 0)  # it belongs to the tick above
        below.setSpacing(theme.px(4))
        below.addWidget(self.faster)
        self.about.setContentsMargins(theme.px(27), 0, 0, 0)  # under the words of the tick
        below.addWidget(self.about)

    def show_draft(self) -> None:
        """Offer what there is."""
        draft = self._draft
        kits = draft.kits.answer or ()
        self.setVisible(bool(kits) and not draft.manner.is_exact)
        self.viewer.setText(f"With Lightbo&x on it, for {_systems(kits)}")
        archives = archives_of(kits)
        self._more.setVisible(draft.with_viewer and bool(archives))
        self.about.setText(_about(draft, archives))


def _about(draft: PublishDraft, archives: Sequence[Kit]) -> str:
    size = f"{size_words(sum(one.length for one in archives))} more."
    plan = draft.plan.answer
    is_known = draft.with_archives and plan is not None and not draft.plan.is_running
    fits = (
        not is_known
        or plan is None
        or all(set(archives) <= set(disc.archives) for disc in plan.discs)
    )
    return f"{size} {_ASKED if fits else _NO_ROOM}"


def _systems(kits: Sequence[Kit]) -> str:
    """Say "Windows, macOS and Linux", each once: a Mac may have two."""
    names = list(dict.fromkeys(kit.system.value for kit in kits))
    first = ", ".join(names[:-1])
    return f"{first} and {names[-1]}" if first else "".join(names)
