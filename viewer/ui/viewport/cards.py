"""What a viewport shows instead of an image: short, calm words on black or on a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen

from viewer import errors
from viewer.app.identity_view import SHOWN
from viewer.media.decoders.syntaxes import syntax_name
from viewer.ui.colours import DARK
from viewer.ui.viewport.text_tiles import sized

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPainter

EMPTY = "Drag a series here"
LOADING = "loading"
DOCUMENT_HINT = "Open it in the list to read it."

_REASONS: tuple[tuple[type[errors.ViewerError], str], ...] = (
    (errors.UnsupportedTransferSyntaxError, "This picture is stored in a way Lightbox cannot read"),
    (errors.PixelDescriptionError, "This picture's description does not make sense"),
    (errors.TruncatedPixelsError, "Part of this picture is missing on the disc"),
    (errors.DecoderTimeoutError, "This picture took too long to unpack"),
    (errors.DecoderStartError, "This computer does not let Lightbox unpack pictures"),
    (errors.DecoderDiedError, "This picture could not be unpacked"),
    (errors.DecodeError, "This picture is damaged"),
    (errors.NoPixelsError, "This object holds no picture"),
    (errors.EncryptedError, "This picture is encrypted"),
    (errors.FileChangedError, "The file of this picture has changed since it was opened"),
    (errors.FileReadError, "This picture could not be read from the disc"),
    (errors.MediumError, "The disc is not there any more"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """Words about a picture that cannot be shown."""

    reason: str  # for the patient
    detail: str  # for a specialist
    hint: str


def failure_card(error: errors.ViewerError, transfer_syntax_uid: str, *, others: bool) -> Card:
    """Word a typed error: what happened, in what encoding, and what to do (look.md, "Words")."""
    reason = next(
        (words for kind, words in _REASONS if isinstance(error, kind)),
        "This picture cannot be shown",
    )
    syntax = syntax_name(transfer_syntax_uid)
    detail = " · ".join(part for part in (syntax, SHOWN.text(str(error)), error.code) if part)
    hint = "The other pictures are not affected." if others else ""
    return Card(f"{reason}.", detail, hint)


def paint_message(painter: QPainter, text: str, size: QSizeF, font: QFont) -> None:
    """One quiet line in the middle of the black."""
    painter.setFont(font)
    painter.setPen(QColor(DARK.secondary))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    margin = 12.0
    room = QRectF(margin, 0, max(0.0, size.width() - 2 * margin), size.height())
    painter.drawText(room, int(flags), text)


def paint_card(
    painter: QPainter, card: Card, size: QSizeF, font: QFont, *, button: bool = False
) -> QRectF | None:
    """A grey card in the middle: reason, hint, detail (look.md, "States").

    Returns the room it keeps free for a button, None without one.
    """
    title, small = sized(font, 15), sized(font, 12)
    title.setWeight(QFont.Weight.DemiBold)
    parts = [
        (card.reason, title, DARK.text),
        (card.hint, QFont(font), DARK.text),
        (card.detail, small, DARK.secondary),
    ]
    parts = [part for part in parts if part[0]]
    padding, gap = 16.0, 8.0
    width = max(60.0, min(460.0, size.width() - 32.0))
    inner = width - 2 * padding
    heights = [_height(text, part_font, inner) for text, part_font, _ in parts]
    foot = QFontMetricsF(font).height() + 2 * gap if button else 0.0
    height = sum(heights) + gap * (len(parts) - 1) + 2 * padding + (gap + foot if button else 0.0)
    left, top = (size.width() - width) / 2, max(0.0, (size.height() - height) / 2)
    painter.setPen(QPen(QColor(DARK.hairline), 1))
    painter.setBrush(QColor(DARK.raised))
    painter.drawRoundedRect(QRectF(left, top, width, height), 6, 6)
    y = top + padding
    for (text, part_font, colour), part_height in zip(parts, heights, strict=True):
        painter.setFont(part_font)
        painter.setPen(QColor(colour))
        room = QRectF(left + padding, y, inner, part_height)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap), text)
        y += part_height + gap
    return QRectF(left + padding, y, inner, foot) if button else None


def _height(text: str, font: QFont, width: float) -> float:
    flags = int(Qt.TextFlag.TextWordWrap)
    bounds = QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), flags, text)
    return bounds.height()
