"""What the actions on copies without identity do; one copy is made at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.ui.copying.one_copy import NOTHING_OPEN, OneCopy

if TYPE_CHECKING:
    from viewer.app.deid_scope import Offer
    from viewer.ui.deid.copy_dialog import CopyDialog
    from viewer.ui.main_window import MainWindow

_NAME = "deid-copy"


class DeidCommands(OneCopy["CopyDialog"]):
    """Opens the dialog for what is chosen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, _NAME)

    def copy(self) -> None:
        """Ask what is to be copied, beginning with all of the person on show."""
        from viewer.app.deid_scope import first_offer  # noqa: PLC0415  when it is asked for

        if not self._session.catalog.patients:
            self._window.status.show_probe(NOTHING_OPEN)
            return
        self.copy_of(first_offer(self._session))

    def copy_key_pictures(self) -> None:
        """Begin with the pictures that were marked as key."""
        from viewer.app.deid_scope import of_key_pictures  # noqa: PLC0415  when it is asked for
        from viewer.ui.saving_commands import NOTHING_MARKED  # noqa: PLC0415

        offer = of_key_pictures(self._session)
        if offer is None:
            self._window.status.show_probe(NOTHING_MARKED)
            return
        self.copy_of(offer)

    def copy_of(self, offer: Offer) -> None:
        """Open the dialog for something; a copy that is being made is shown instead."""
        dialog = self._dialog
        if dialog is not None and dialog.is_over:
            dialog.accept()
        elif dialog is not None and not dialog.making.is_running:
            dialog.begin_with(offer)
        self._window.show_dialog(_NAME, lambda: self._made(offer))

    def status_words(self, dialog: CopyDialog) -> str:
        """How far the copy is."""
        from viewer.ui.deid.words import status_words  # noqa: PLC0415  there is a dialog already

        return status_words(dialog.making)

    def _made(self, offer: Offer) -> CopyDialog:
        from viewer.ui.deid.copy_dialog import CopyDialog  # noqa: PLC0415  when it is asked for

        window = self._window
        return self.keep(CopyDialog(self._session, offer, window.icons, window.theme, window))
