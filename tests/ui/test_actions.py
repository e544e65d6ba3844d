"""One table of actions: unique, reachable, with the keys of IHE BIR 5.13."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_spec import ActionSpec
from viewer.ui.action_table import ACTIONS, MENUS
from viewer.ui.actions import tool_tip
from viewer.ui.command_palette import NO_MATCH, NOT_NOW, CommandPalette, matching
from viewer.ui.dialogs.help import help_html
from viewer.ui.viewport.commands import ViewportCommands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_ids_and_keys_are_unique() -> None:
    assert not [i for i, n in Counter(spec.id for spec in ACTIONS).items() if n > 1]
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert not [key for key, count in keys.items() if count > 1 or not key]


@pytest.mark.parametrize(
    ("key", "action"),
    [
        ("S", "tool-scroll"),
        ("W", "tool-window"),
        ("Z", "tool-zoom"),
        ("T", "tool-pan"),
        ("I", "annotations"),
        ("C", "cine"),
        ("L", "link"),
        ("J", "tool-crosshair"),
        ("O", "reference-lines"),
        ("Ctrl+Shift+P", "compare"),
        ("U", "unlink"),
        ("H", "help"),
        ("Esc", "step-back"),
        ("D", "tool-length"),
        ("PgDown", "next-series"),
        ("PgUp", "previous-series"),
        ("Down", "next-image"),
        ("Up", "previous-image"),
        ("A", "tool-angle"),
        ("Shift+A", "auto-window"),
        ("F", "fit"),
        ("0", "preset-0"),
        ("9", "preset-9"),
        ("F11", "full-screen"),
        ("Ctrl+K", "commands"),
    ],
)
def test_keys_of_bir_and_look(key: str, action: str) -> None:
    assert [spec.id for spec in ACTIONS if key in spec.keys] == [action]


@pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.id)
def test_every_action_is_in_a_menu_and_says_more_than_its_name(spec: ActionSpec) -> None:
    assert spec.menu.split("/")[0] in MENUS
    if spec.label:  # tool tips that repeat the label are not wanted (look.md)
        assert tool_tip(spec, spec.keys) != spec.label


_OPEN_DIALOGS = {"open-folder", "add-folder", "open-file", "save-arrangement", "open-arrangement"}


def test_every_viewport_action_exists_in_the_commands(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    for spec in ACTIONS:
        if spec.id not in _OPEN_DIALOGS | {"quit", "close-media", "full-screen"}:
            desk.window.actions_set[spec.id].trigger()
    called = {name for name, _ in desk.viewport.calls}
    assert called
    assert [name for name in called if not hasattr(ViewportCommands, name)] == []


def test_what_needs_an_image_waits_for_one(desk: WindowDesk) -> None:
    actions = desk.window.actions_set
    assert not actions["invert"].isEnabled()
    assert actions["open-folder"].isEnabled()
    desk.session.make_ready(small_catalog())
    assert actions["invert"].isEnabled()


def test_a_tool_from_the_bar_reaches_the_grid_and_is_marked(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.window.actions_set["tool-zoom"].trigger()
    assert desk.grid.tool is ToolMode.ZOOM
    desk.grid.tool_changed.emit(ToolMode.PAN)
    assert desk.window.actions_set["tool-pan"].isChecked()
    assert not desk.window.actions_set["tool-zoom"].isChecked()


def test_the_tool_bar_holds_nine_named_things(desk: WindowDesk) -> None:
    buttons = [b for b in desk.window.tool_bar.findChildren(QToolButton) if b.text()]
    assert len(buttons) <= 9
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    ("width", "style"),
    [
        (1400, Qt.ToolButtonStyle.ToolButtonTextBesideIcon),
        (480, Qt.ToolButtonStyle.ToolButtonIconOnly),
    ],
)
def test_the_tool_bar_never_loses_a_button(
    desk: WindowDesk, width: int, style: Qt.ToolButtonStyle
) -> None:
    desk.window.resize(width, 600)
    desk.app.processEvents()
    desk.app.processEvents()
    bar = desk.window.tool_bar
    assert bar.toolButtonStyle() == style
    buttons = [b for b in bar.findChildren(QToolButton) if b.text()]
    assert all(button.isVisible() for button in buttons)
    assert bar.more_button.geometry().right() <= bar.width()


def test_every_action_is_in_the_menu_bar(desk: WindowDesk) -> None:
    found = set()
    menus = [a.menu() for a in desk.window.menuBar().actions()]
    while menus:
        menu = menus.pop()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if action.menu() is not None:
                menus.append(action.menu())
            found.add(action.objectName())
    assert {spec.id for spec in ACTIONS} <= found


def test_help_names_everything(desk: WindowDesk) -> None:
    page = help_html(desk.window.actions_set.keys, "#000000")
    for spec in ACTIONS:
        assert spec.text.removesuffix("…").replace("&", "&amp;") in page


def test_typed_words_find_commands() -> None:
    assert matching("next series")[0].id == "next-series"
    assert matching("turn")[0].id in {"rotate-left", "rotate-right"}
    assert [spec.id for spec in matching("black white")] == ["invert"]
    assert matching("no such thing at all") == []


def test_the_palette_runs_what_is_chosen(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    palette = CommandPalette(desk.window.actions_set, desk.theme, desk.window)
    palette.open_over(desk.window)
    palette.line.setText("mirror")
    desk.key(palette.line, Qt.Key.Key_Return)
    assert desk.viewport.calls == [("flip", ())]


def test_the_palette_names_what_cannot_be_done_now_and_does_not_do_it(desk: WindowDesk) -> None:
    palette = CommandPalette(desk.window.actions_set, desk.theme, desk.window)
    palette.open_over(desk.window)
    names = [palette.results.item(row).text() for row in range(palette.results.count())]
    assert not any("Mirror" in name for name in names)  # unasked only what can be done
    palette.line.setText("mirror")
    item = palette.results.item(0)
    assert item.text().startswith("Mirror")
    assert NOT_NOW in item.toolTip()
    desk.key(palette.line, Qt.Key.Key_Return)
    assert desk.viewport.calls == []
    palette.line.setText("no such thing at all")
    assert [palette.results.item(0).text()] == [NO_MATCH]
    desk.key(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.close()


def test_what_can_be_done_comes_first(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    palette = CommandPalette(desk.window.actions_set, desk.theme, desk.window)
    palette.line.setText("e")
    flags = [
        bool(palette.results.item(row).flags() & Qt.ItemFlag.ItemIsEnabled)
        for row in range(palette.results.count())
    ]
    assert flags == sorted(flags, reverse=True)
    assert not flags[-1]
    palette.close()


# What a radiologist types, and what is meant.
@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("gsps", "next-marked"),
        ("presentation state", "next-marked"),
        ("key object", "key-filter"),
        ("hanging protocol", "hang-next"),
        ("4x4", "tiles-4x4"),
        ("2x2", "layout-2x2"),
        ("monitor", "detach"),
        ("csv", "measurements-save"),
        ("export annotations", "save-marked"),
        ("dsa", "subtract"),
        ("hounsfield", "tool-point"),
        ("roi", "tool-ellipse"),
        ("prior", "compare"),
        ("sync", "link"),
        ("scout", "localizer"),
        ("fullscreen", "full-screen"),
        ("calibrate monitor", "measure-screen"),
        ("ermf", "magnification"),
    ],
)
def test_the_words_of_the_trade_find_commands(typed: str, action: str) -> None:
    assert action in [spec.id for spec in matching(typed)]


def test_presets_are_called_by_what_they_show(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.session.show_item("1.2.1.2")  # a CT
    names = [desk.window.actions_set[f"preset-{key}"].text() for key in range(10)]
    assert any("lung" in name.lower() for name in names)
    palette = CommandPalette(desk.window.actions_set, desk.theme, desk.window)
    palette.line.setText("lung")
    assert palette.results.count() >= 1
    assert "ung" in palette.results.item(0).text()
    palette.close()
