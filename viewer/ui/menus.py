"""The menu bar, from the action table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QMenuBar

from viewer.ui.action_table import ACTIONS, MENUS

if TYPE_CHECKING:
    from viewer.ui.actions import ActionSet


def fill_menu_bar(bar: QMenuBar, actions: ActionSet) -> dict[str, QMenu]:
    """One menu for each of `MENUS`, by name; "Image/Brightness" is a submenu of Image.

    Made here, not by `addMenu(text)`: `hidden_menus` calls what Qt protects, which PySide allows
    of its own objects.
    """
    menus: dict[str, QMenu] = {}
    for name in MENUS:
        menus[name] = QMenu(f"&{name}", bar)
        bar.addMenu(menus[name])
        menus[name].aboutToShow.connect(actions.draw_icons)
    for spec in ACTIONS:
        if not spec.menu:
            continue
        menu = menus.get(spec.menu)
        if menu is None:
            parent, _, title = spec.menu.partition("/")
            if spec.separated:
                menus[parent].addSeparator()
            menu = menus[spec.menu] = QMenu(title, menus[parent])
            menus[parent].addMenu(menu)
        elif spec.separated:
            menu.addSeparator()
        menu.addAction(actions[spec.id])
    return menus
