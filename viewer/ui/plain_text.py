"""Text from a medium where Qt decides by itself whether a text is markup (S-20).

Labels are told their format. Tool tips cannot be: whatever looks like HTML is drawn as HTML,
with pictures from wherever it says.
"""

from html import escape

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget


def tool_tip(text: str) -> str:
    """The text as a tool tip that shows it letter by letter."""
    if not Qt.mightBeRichText(text):
        return text
    lines = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<qt>{lines}</qt>"


def plain_label(parent: QWidget, role: str = "", text: str = "") -> QLabel:
    """A label that wraps its words and shows them letter by letter; `role` of the style sheet."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
