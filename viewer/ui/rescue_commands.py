"""What the action does that rescues a damaged disc; one is rescued at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.ui.copying.one_copy import NOTHING_OPEN, OneCopy

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.ui.main_window import MainWindow
    from viewer.ui.rescuing.dialog import RescueDialog

_NAME: Final = "rescue-disc"


class RescueCommands(OneCopy["RescueDialog"]):
    """Opens the dialog for the disc on show, or for one that nothing could be shown of."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, _NAME)
        window.centre.rescue_wanted.connect(self.rescue)
        self._places: dict[Path, Path] = {}  # where the last try of each disc went

    def rescue(self) -> None:
        """Copy a disc as far as it can be read."""
        if self._dialog is not None:
            self.show_again()
            return
        source = self._source()
        if source is None:
            self._window.status.show_probe(NOTHING_OPEN)
            return
        self._window.show_dialog(_NAME, lambda: self._made(source))

    def status_words(self, dialog: RescueDialog) -> str:
        """How far it is."""
        from viewer.ui.rescuing.words import status_words  # noqa: PLC0415  there is a dialog

        if dialog.making.is_running:
            self._places[dialog.source] = dialog.target
        return status_words(dialog.making)

    def _source(self) -> Path | None:
        """An open disc that needs it, the one on show first; also one that shows nothing."""
        from viewer.app.publish_choice import medium_on_show  # noqa: PLC0415  when it is asked for
        from viewer.app.rescue_copy import may_be_rescued  # noqa: PLC0415  as above

        session = self._session
        shown = medium_on_show(session)
        order = sorted(session.news, key=lambda number: number != shown)
        needy = [number for number in order if may_be_rescued(session.news[number].report)]
        return next((session.path_of(number) for number in (*needy, *order)), None)

    def _made(self, source: Path) -> RescueDialog:
        from viewer.ui.rescuing.dialog import RescueDialog  # noqa: PLC0415  when it is asked for

        window = self._window
        dialog = RescueDialog(source, self._session, window.icons, window.theme, window)
        earlier = self._places.get(source)
        if earlier is not None:
            dialog.place_page.go_on_at(earlier)
        return self.keep(dialog)
