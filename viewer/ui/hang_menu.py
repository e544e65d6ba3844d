"""The menu of ways to hang: those that fit first, then the others, then what was saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from viewer.ui.filled_menu import FilledMenu
from viewer.ui.words import counted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from viewer.ui.arrange_commands import ArrangeCommands


class HangMenu(FilledMenu):
    """Fills the top of a menu as it opens."""

    def __init__(self, menu: QMenu, commands: ArrangeCommands) -> None:
        super().__init__(menu)
        self._commands = commands

    def make_entries(self) -> None:
        """What fits can be chosen; of the rest there are the names."""
        hanger, own = self._commands.hanger, self._commands.own
        offers = hanger.offers()
        for offer in offers:
            self.add_entry(offer.reason, partial(self._commands.hang, offer))
        if not offers:
            self.add_heading("No arrangement fits this examination")
        fitting = {offer.protocol.id for offer in offers}
        others = [p for p in hanger.protocols() if p.id not in fitting]
        if others:
            self.add_line()
        for protocol in others:
            self.add_heading(protocol.name)
        saved = own.read()
        if saved or own.bad:
            self.add_line()
        if saved:
            remove = self._commands.remove_layout
            self.add_submenu(
                "Remove a saved layout", [(p.name, partial(remove, p.id)) for p in saved]
            )
        if own.bad:
            words = counted(len(own.bad), "saved layout")
            self.add_entry(f"{words} could not be read …", self._commands.show_bad_layouts)
