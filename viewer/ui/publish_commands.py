"""What the actions on copies of what is open do; one copy is made at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.ui.copying.one_copy import NOTHING_OPEN, OneCopy

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.publishing.dialog import PublishDialog

_NAME: Final = "publish-copy"


class PublishCommands(OneCopy["PublishDialog"]):
    """Opens the dialog for a folder, a disc or a stick."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, _NAME)

    def to_computer(self) -> None:
        """Copy what is open to a folder."""
        self._open("computer")

    def copy_disc(self) -> None:
        """Make a disc like the one on show."""
        self._open("disc")

    def to_stick(self) -> None:
        """Put what is open onto a stick, to what is there already."""
        self._open("stick")

    def copy_studies(self, studies: frozenset[str], where: str) -> None:
        """Begin with these examinations; `where` is "computer" or "stick"."""
        self._open(where, studies)

    def status_words(self, dialog: PublishDialog) -> str:
        """How far the copy is."""
        from viewer.ui.publishing.words import status_words  # noqa: PLC0415  there is a dialog

        return status_words(dialog.draft.goal, dialog.making)

    def _open(self, where: str, studies: frozenset[str] | None = None) -> None:
        if not self._session.catalog.patients:
            self._window.status.show_probe(NOTHING_OPEN)
            return
        dialog = self._dialog
        if dialog is not None and not dialog.making.is_running:
            dialog.accept()
        self._window.show_dialog(_NAME, lambda: self._made(where, studies))

    def _made(self, where: str, studies: frozenset[str] | None) -> PublishDialog:
        from viewer.app.publish_draft import Goal, PublishDraft  # noqa: PLC0415  when it is asked for
        from viewer.ui.publishing.dialog import PublishDialog  # noqa: PLC0415  as above

        window = self._window
        draft = PublishDraft(self._session, Goal(where), studies)
        return self.keep(PublishDialog(draft, self._session, window.icons, window.theme, window))
