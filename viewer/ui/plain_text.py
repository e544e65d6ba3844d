"""Text from a medium where Qt decides by itself whether a text is markup (S-20).

Labels are told their format. Tool tips cannot be: whatever looks like HTML is drawn as HTML,
with pictures from wherever it says.
"""

from html import escape

from PySide6.QtGui import Qt


def tool_tip(text: str) -> str:
    """The text as a tool tip that shows it letter by letter."""
    if not Qt.mightBeRichText(text):
        return text
    lines = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<qt>{lines}</qt>"
