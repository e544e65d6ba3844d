"""The one-row tool bar: nine labelled things at most (look.md, "The window")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from viewer.ui.button import EnterPresses
from viewer.ui.contained import contained
from viewer.ui.icons import SIZE
from viewer.ui.measure_button import MeasureButton

if TYPE_CHECKING:
    from viewer.ui.actions import ActionSet
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

BUTTONS = (
    "overview",
    "",
    "tool-scroll",
    "tool-window",
    "tool-zoom",
    "tool-pan",
    "",
)
LAYOUTS = ("layout-1x1", "layout-1x2", "layout-2x1", "layout-1x3", "layout-2x2", "layout-2x3",
           "layout-2x4", "layout-3x3", "layout-3x4", "", "hang-next", "tiles-1x1", "tiles-2x2",
           "tiles-3x3", "", "detach")  # fmt: skip
COMPARE = ("compare", "next-prior", "add-folder", "swap", "", "link", "unlink", "match-slices", "",
           "link-scroll", "link-zoom", "link-window", "link-film", "", "reference-lines",
           "slice-thickness", "tool-crosshair")  # fmt: skip
MORE = ("undo", "redo", "", "tool-magnifier", "cine", "auto-window", "invert", "", "rotate-right",
        "rotate-left", "flip", "", "fit", "one-to-one", "reset", "", "annotations", "maximise",
        "full-screen", "", "copy-without-identity", "", "tags", "keys", "commands",
        "help")  # fmt: skip


class ToolBar(QToolBar):
    """Buttons of the action table, each with its words as long as the window is wide enough."""

    def __init__(self, actions: ActionSet, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__("Tools", parent)
        self._icons = icons
        self._theme = theme
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._menu_buttons: list[tuple[QToolButton, str]] = []
        actions.draw_icons(BUTTONS)
        for name in BUTTONS:
            if name:
                self.addAction(actions[name])
            else:
                self.addSeparator()
        self.measure_button = MeasureButton(actions, icons, theme, self)
        self.addWidget(self.measure_button)
        self.layout_button = self._menu_button("Layout", "layout", LAYOUTS, actions)
        self.layout_button.setToolTip("How many pictures side by side")
        self.compare_button = self._menu_button("Compare", "compare", COMPARE, actions)
        self.compare_button.setToolTip(actions["compare"].toolTip())
        self.compare_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.compare_button.clicked.connect(actions["compare"].trigger)
        spacer = QWidget(self)
        spacer.setSizePolicy(
            spacer.sizePolicy().Policy.Expanding, spacer.sizePolicy().verticalPolicy()
        )
        self.addWidget(spacer)
        self.more_button = self._menu_button("More", "more", MORE, actions)
        self._actions = actions
        enter = EnterPresses(self)
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.installEventFilter(enter)
            if button.defaultAction() is not None:
                button.setAccessibleName(button.defaultAction().iconText())
        actions.keys.changed.connect(self._name_keys)
        self._name_keys()
        theme.changed.connect(self._restyle)
        self._restyle()

    @contained
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit_labels()

    def _menu_button(
        self, text: str, icon: str, names: tuple[str, ...], actions: ActionSet
    ) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(text)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(actions.draw_icons)
        for name in names:
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()
        button.setMenu(menu)
        self._menu_buttons.append((button, icon))
        self.addWidget(button)
        return button

    def _name_keys(self) -> None:
        """Say the keys where the actions do not say them by themselves."""
        for button in self.findChildren(QToolButton):
            if button.defaultAction() is not None:
                button.setAccessibleDescription(button.defaultAction().toolTip())
        key = self._actions.keys.text("commands")
        find = f"; or find a command with {key}" if key else ""
        self.more_button.setToolTip(f"Everything else{find}")

    def _restyle(self) -> None:
        side = self._theme.px(SIZE)
        self.setIconSize(QSize(side, side))
        for button, icon in self._menu_buttons:
            button.setIcon(self._icons.icon(icon))
        overflow = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if overflow is not None:  # Qt's own, for what is too wide even without words
            overflow.setIcon(self._icons.icon("expand"))
            overflow.setAccessibleName("More tools")
        self._fit_labels()

    def _fit_labels(self) -> None:
        """Words beside the icons, under them, or only in tooltips: what there is room for."""
        buttons = [b for b in self.findChildren(QToolButton) if b.text()]
        words = [self.fontMetrics().horizontalAdvance(_longest_text(button)) for button in buttons]
        icon, padding = self._theme.px(SIZE), self._theme.px(20)
        rest = self._theme.px(92)  # separators, margins and the arrow beside Compare
        beside = sum(word + icon + padding for word in words) + rest
        under = sum(max(word, icon) + padding for word in words) + rest
        if self.width() >= beside:
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        elif self.width() >= under:
            style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        else:
            style = Qt.ToolButtonStyle.ToolButtonIconOnly
        if style != self.toolButtonStyle():
            self.setToolButtonStyle(style)
            for button, _ in self._menu_buttons:
                button.setToolButtonStyle(style)
            self.measure_button.setToolButtonStyle(style)
        self.measure_button.keep_width()


def _longest_text(button: QToolButton) -> str:
    """The words a button needs room for."""
    return button.longest_text if isinstance(button, MeasureButton) else button.text()
