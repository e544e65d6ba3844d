"""The last page: what came of it, and what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QWidget

from viewer.deid.errors import LeakError, OutputError
from viewer.errors import CancelledError, MediumError, ViewerError
from viewer.model.safe_text import visible
from viewer.ui.deid.step_page import StepPage
from viewer.ui.plain_text import plain_label
from viewer.ui.words import counted, number, system_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.deid.account import Account
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

NOTHING_LEFT: Final = "Nothing was left behind."
LEAK: Final = (
    "When it was read back, something was still in it that may say who the person is. {nothing} "
    "Go back and add what the detail names to the words to remove, or choose “Post in public”, "
    "which keeps less."
)
LOOK: Final = "No program finds every word in a picture. Look at the copy before you pass it on."
_MOST_PATH: Final = 80
_MOST_REASONS: Final = 6


class ResultPage(StepPage):
    """Made anew for each result."""

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("The copy", icons, theme, parent)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        self._icon = QLabel(self.body)
        self.words = plain_label(self.body, "heading")
        head.addWidget(self._icon)
        head.addWidget(self.words, stretch=1)
        self.column.addLayout(head)
        self._lines = QWidget(self.body)
        self._rows = QHBoxLayout()
        self.more = self.add_label("")
        self.warnings = QWidget(self.body)
        self.column.addLayout(self._rows)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        self.column.addLayout(self.buttons)
        self.column.addSpacing(theme.px(8))
        self.detail_button = QPushButton("Technical &detail", self.body)
        self.detail_button.setAutoDefault(False)
        self.detail_button.setCheckable(True)
        self.copy_button = QPushButton("Co&py the detail", self.body)
        self.copy_button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.detail_button)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        self.column.addLayout(row)
        self.detail = QPlainTextEdit(self.body)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName("Technical detail")
        self.detail.setMinimumHeight(theme.px(140))
        self.column.addWidget(self.detail, stretch=1)
        self.column.addStretch(1)
        self.detail_button.toggled.connect(self._show_detail)
        self.copy_button.clicked.connect(
            lambda _checked: QGuiApplication.clipboard().setText(self.detail.toPlainText())
        )
        self._show_detail(shown=False)

    def add_action(self, text: str, act: Callable[[], object]) -> QPushButton:
        """A button under the words."""
        button = QPushButton(text, self.body)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _checked: act())
        self.buttons.insertWidget(self.buttons.count() - 1, button)
        return button

    def show_success(self, account: Account, place: Path) -> None:
        """The copy is there."""
        self.title = "The copy is ready"
        self._say("check", "success", came_out(account), place_words(place))
        for icon, colour, words in notes(account):
            line = self.statement(icon, colour, words, self.body)
            self.column.insertWidget(self.column.indexOf(self.more) + 1, line)
        self.detail.setPlainText(detail_of(account))

    def show_failure(self, error: ViewerError) -> None:
        """There is no copy, and why."""
        self.title = "There is no copy"
        stopped = isinstance(error, CancelledError)
        icon = ("info", "secondary") if stopped else ("warning", "warning")
        self._say(*icon, *why_not(error))
        self.detail.setPlainText("" if stopped else failure_detail(error))
        self.detail_button.setVisible(not stopped)

    def _say(self, icon: str, colour: str, words: str, more: str) -> None:
        pixmap = self.icons.pixmap(icon, colour, 28, self.devicePixelRatioF())
        self._icon.setPixmap(pixmap)
        self.words.setText(words)
        self.more.setText(more)
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)

    def _show_detail(self, shown: bool) -> None:  # noqa: FBT001  a slot
        self.detail.setVisible(shown)
        self.copy_button.setVisible(shown)


def came_out(account: Account) -> str:
    """How many of how many files were copied."""
    if account.written == account.objects:
        return f"All {counted(account.written, 'file')} were copied without identity."
    return (
        f"{number(account.written)} of {counted(account.objects, 'file')} were copied without "
        "identity."
    )


def place_words(place: Path) -> str:
    """Where it is."""
    return f"It is in “{visible(str(place), _MOST_PATH)}”."


def notes(account: Account) -> list[tuple[str, str, str]]:
    """Icon, colour and words of what is to be known; the last one first."""
    lines = [("check", "success", proof_words(account))]
    reasons = account.reasons.most_common(_MOST_REASONS)
    lines += [
        ("info", "secondary", f"Left out, {counted(count, 'file')}: {words}.")
        for words, count in reasons
    ]
    more = len(account.excluded) - sum(count for _, count in reasons)
    if more > 0:
        lines.append(("info", "secondary", f"Left out for other reasons: {number(more)}."))
    lines += [("warning", "warning", words) for words in account.warnings]
    lines.append(("warning", "warning", LOOK))
    return lines[::-1]


def proof_words(account: Account) -> str:
    """The proof in one sentence."""
    return (
        f"All {counted(account.searched_files, 'file')} of the copy were read back and searched "
        f"for {counted(account.searched_terms, 'name and number')} and "
        f"{counted(account.searched_uids, 'identifier')} of the originals: none was found."
    ).replace("name and numbers", "names and numbers")


def why_not(error: ViewerError) -> tuple[str, str]:
    """What happened, and what it means and what to do."""
    reason = system_words(str(error)).rstrip(".")
    if isinstance(error, CancelledError):
        return "You stopped it.", NOTHING_LEFT
    if isinstance(error, LeakError):
        return (
            "The copy did not pass its check, so you do not get it.",
            LEAK.format(nothing=NOTHING_LEFT),
        )
    if isinstance(error, OutputError):
        return (
            "The copy could not be written.",
            f"{reason[:1].upper()}{reason[1:]}. {NOTHING_LEFT} Go back and choose another place.",
        )
    if isinstance(error, MediumError):
        return (
            "The pictures could not be read any more.",
            f"{reason[:1].upper()}{reason[1:]}. Is the disc or stick still in? {NOTHING_LEFT}",
        )
    return "No copy was made.", f"{reason[:1].upper()}{reason[1:]}. {NOTHING_LEFT}"


def failure_detail(error: ViewerError) -> str:
    """The code and every finding, without identity."""
    findings = error.findings if isinstance(error, LeakError) else ()
    return "\n".join([f"{error.code}: {error}", *findings])


def detail_of(account: Account) -> str:
    """Counts, options and what was done to each attribute."""
    data = account.as_data()
    lines = [
        f"{data['program']}, {data['edition']}",
        f"Profile: {data['profile']}, options {', '.join(data['options'])}",
        f"In: {data['in']}",
        f"Out: {data['out']}",
        f"Proof: {data['proof']}",
        "",
    ]
    lines += [f"file {row['file']}: {row['words']}" for row in data["excluded"]]
    for done, attributes in data["attributes"].items():
        lines += [f"{done}: {name} × {count}" for name, count in attributes.items()]
    return "\n".join(lines)
