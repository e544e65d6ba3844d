"""Nothing to show: why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from viewer.app.identity_view import SHOWN
from viewer.app.stage import LoadState, Stage
from viewer.model.findings import FindingCode
from viewer.ui.pages.page import Page
from viewer.ui.words import missing, number, pictures, short_name, system_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.model.findings import LoadReport
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


CLEAN = (
    "If it is a disc, it may be scratched or dirty: wipe it from the middle to the edge with a "
    "soft cloth and try again, or try another drive."
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a problem page says."""

    icon: str
    title: str
    text: str


REMOVED = Words(
    "eject",
    "The disc was taken out",
    "Put it back in to go on. Pictures that were read already can still be looked at.",
)
REPLACED = Words(
    "disc",
    "Another disc is in the drive",
    "Put the first one back in to go on with it, or read the new one instead.",
)


def problem_words(load: LoadState, report: LoadReport) -> Words:
    """What happened, what it means, what to do; never blames, never says "error"."""
    called = SHOWN.place(load.label)
    name = short_name(called) if called else "This place"
    match load.stage:
        case Stage.REMOVED:
            return REPLACED if load.is_replaced else REMOVED
        case Stage.FAILED:
            return Words(
                "problem",
                f"{name} could not be opened",
                f"It may have been taken out, or it is protected or damaged. {CLEAN}",
            )
        case Stage.READY:
            return Words(
                "file",
                "The pictures are not here",
                f"{name} should hold {pictures(missing(report.counts))}, and none of them could be "
                "read. The copy may be incomplete or damaged. If this is a part of a disc, open "
                "the whole disc instead; else ask the place that made it for a new copy.",
            )
    other_files = report.other_files
    if any(finding.code is FindingCode.FOLDER_UNREADABLE for finding in report.findings):
        return Words(
            "problem",
            f"{name} could not be read",
            f"There is something in it that may be protected or damaged. {CLEAN}",
        )
    if not other_files:
        return Words(
            "folder",
            f"{name} is empty",
            "There is no file in it. If it is a disc, it may not have been written "
            "completely: ask the place that made it for a new one.",
        )
    found = "Lightbox found 1 file, and it is not a medical picture."
    if other_files > 1:
        found = (
            f"Lightbox found {number(other_files)} files, and none of them is a medical picture."
        )
    return Words(
        "file",
        "No medical pictures here",
        f"{found}\n\nPictures from a hospital are in the DICOM format. If this is a folder of "
        "a disc, open the whole disc instead.",
    )


class ProblemPage(Page):
    """The page for an empty folder, a medium without images, a failure, a removed disc."""

    folder_wanted = Signal()
    again_wanted = Signal()
    keep_wanted = Signal()  # go on with what is in memory
    report_wanted = Signal()
    rescue_wanted = Signal()

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("problem", icons, theme, parent)
        self._technical = self.add_label("small")
        self.column.addWidget(self._technical)
        self.again = self.add_button("Read again", "reset", self.again_wanted.emit, "primary")
        self.keep = self.add_button("Show what was read", "overview", self.keep_wanted.emit)
        self.folder = self.add_button("Open another folder…", "folder", self.folder_wanted.emit)
        self.rescue = self.add_button("Rescue this disc…", "disc", self.rescue_wanted.emit)
        self.details = self.add_button("Details", "report", self.report_wanted.emit)

    def show_load(self, load: LoadState, report: LoadReport, *, anything_read: bool) -> None:
        """Word the state and offer what helps in it."""
        from viewer.app.rescue_copy import may_be_rescued  # noqa: PLC0415  not for the start

        words = problem_words(load, report)
        self.set_icon(words.icon)
        self.set_text(words.title, words.text)
        self._technical.setText(f"What the system said: {system_words(load.problem)}")
        self._technical.setVisible(bool(load.problem))
        self.keep.setVisible(anything_read)
        self.rescue.setVisible(may_be_rescued(report))
        self.details.setVisible(load.stage in {Stage.NOTHING_FOUND, Stage.READY})
