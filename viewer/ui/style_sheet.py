"""The one style sheet: what palette and Fusion cannot say."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.colours import Colours

# Roles are dynamic properties ("role") so that no widget carries colours of its own.
_SHEET = Template("""
QMainWindow, QDialog { background: $panel; }
QMainWindow::separator { width: 1px; height: 1px; background: $hairline; }
QToolTip { background: $raised; color: $text; border: 1px solid $outline; padding: ${p4}px; }

QLabel[role="title"] { font-size: ${f22}px; font-weight: 600; }
QLabel[role="heading"] { font-size: ${f15}px; font-weight: 600; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="small"] { color: $secondary; font-size: ${f12}px; }

QMenuBar { background: $panel; border-bottom: 1px solid $hairline; }
QMenuBar::item { padding: ${p4}px ${p8}px; background: transparent; border-radius: ${p4}px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; border: 1px solid $hairline; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p8}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $hairline; margin: ${p4}px ${p8}px; }

QToolBar { background: $panel; border: none; border-bottom: 1px solid $hairline;
    padding: ${p4}px ${p8}px; spacing: ${p2}px; }
QToolBar::separator { width: 1px; background: $hairline; margin: ${p6}px ${p6}px; }
QToolButton { border: 2px solid transparent; border-radius: ${p6}px; padding: ${p2}px ${p6}px;
    min-height: ${p28}px; background: transparent; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $selection; }
QToolButton:checked { background: $selection; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $disabled; background: transparent; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[popupMode="1"] { padding-right: ${p20}px; }
QToolButton::menu-button { border: none; width: ${p16}px; border-radius: ${p6}px; }
QToolButton::menu-button:hover { background: $hover; }

QToolButton[role="chip"] { background: $raised; border: 1px solid $outline;
    border-radius: ${p6}px; padding: 0 ${p8}px; min-height: ${p24}px; font-size: ${f12}px; }
QToolButton[role="chip"]:hover { background: $hover; }
QToolButton[role="film"] { padding: 0; min-height: 0; }

QPushButton { outline: none; icon-size: ${p20}px; border: 1px solid $outline;
    border-radius: ${p6}px; padding: 0 ${p16}px; min-height: ${p30}px; background: $raised;
    color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 0 ${p15}px; }
QPushButton:disabled { color: $disabled; border-color: $hairline; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $raised; color: $disabled;
    border-color: $hairline; }
QPushButton[role="card"] { text-align: left; padding: ${p8}px ${p12}px; background: $panel;
    border-color: $hairline; min-height: ${p44}px; }
QPushButton[role="card"]:hover { background: $hover; }
QPushButton[role="card"]:focus { border: 2px solid $accent; }
QPushButton[role="link"] { icon-size: ${p16}px; border: 1px solid transparent;
    background: transparent; color: $text; padding: 0 ${p6}px; min-height: ${p20}px;
    font-size: ${f12}px; }
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border: 1px solid $accent; }

QLineEdit { border: 1px solid $outline; border-radius: ${p6}px; padding: ${p4}px ${p8}px;
    min-height: ${p24}px; background: $window; color: $text; selection-background-color: $selection;
    selection-color: $text; }
QLineEdit:focus { border: 2px solid $accent; }
QLineEdit > QToolButton { min-height: 0; padding: 0; border: none; }

QCheckBox, QRadioButton { spacing: ${p8}px; border: 1px solid transparent;
    border-radius: ${p4}px; padding: ${p2}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator { width: ${p16}px;
    height: ${p16}px; }

QWidget[role="page"] { background: $window; }
QFrame[role="document-header"] { background: $panel; border-bottom: 1px solid $hairline; }
QTextEdit[role="page"], QTextEdit[role="page"]:focus { border: none; }
QWidget[role="card"] { background: $panel; border: 1px solid $hairline; border-radius: ${p6}px; }
QWidget[role="banner-warning"] { background: $warning_back; border-bottom: 1px solid $hairline; }
QWidget[role="banner-danger"] { background: $danger_back; border-bottom: 2px solid $danger; }
QWidget[role="banner-calm"] { background: $panel; border-top: 1px solid $hairline; }

QAbstractItemView { icon-size: ${p20}px; background: $window; border: none; outline: none; }
QTableView, QTreeView, QTextEdit, QPlainTextEdit, QScrollArea { background: $window;
    border: 1px solid $hairline; }
QScrollArea[role="page"] { border: none; }
QScrollArea[role="step"] { border: none; background: transparent; }
QWidget[role="step"] { background: transparent; }
QTableView:focus, QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent; }
QTableView::item { padding: ${p4}px ${p8}px; }
QTreeView[role="values"]::item { padding: ${p3}px ${p2}px; }
QHeaderView::section { background: $panel; color: $secondary; border: none;
    border-bottom: 1px solid $hairline; padding: ${p6}px ${p8}px; font-weight: 600; }

QScrollBar:vertical { background: transparent; width: ${p10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: ${p3}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p28}px; }
QScrollBar::handle:horizontal { min-width: ${p28}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { border: none; background: $raised; max-height: ${p4}px; min-height: ${p4}px;
    border-radius: ${p2}px; }
QProgressBar::chunk { background: $accent; border-radius: ${p2}px; }

QStatusBar { background: $panel; border-top: 1px solid $hairline; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $hairline; }
QAbstractScrollArea::corner { background: transparent; border: none; }
""")


def style_sheet(colours: Colours, px: Callable[[float], int]) -> str:
    """The sheet for a colour table; `px` scales measures with the text size."""
    values: dict[str, object] = {name: getattr(colours, name) for name in colours.__slots__}
    for size in (2, 3, 4, 6, 8, 10, 12, 15, 16, 20, 24, 28, 30, 44):
        values[f"p{size}"] = px(size)
    for size in (12, 15, 22):
        values[f"f{size}"] = px(size)
    return _SHEET.substitute(values)
