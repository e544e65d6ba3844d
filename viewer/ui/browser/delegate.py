"""Paints the lines of the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from viewer.ui.browser.model import Dot, Role
from viewer.ui.browser.rows import ItemRow, PatientRow, StudyRow
from viewer.ui.colours import DARK, patient_colour, viewport_colour

if TYPE_CHECKING:
    from viewer.ui.browser.thumbnails import Thumbnails
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

THUMBNAIL = 56
BODY, SMALL = 13, 12
TEXT_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class _Pen:
    """Painter and what all parts of one line need."""

    painter: QPainter
    area: QRect
    selected: bool
    focused: bool


class BrowserDelegate(QStyledItemDelegate):
    """Draws patient headers, study headers and items in the theme's colours."""

    def __init__(self, thumbnails: Thumbnails, icons: Icons, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._icons = icons
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option
        px = self._theme.px
        match index.data(Role.ROW):
            case PatientRow():
                return QSize(px(120), px(64))
            case StudyRow(place=place):
                return QSize(px(120), px(64 if place else 48))
        return QSize(px(120), px(THUMBNAIL + 16))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = option.state
        pen = _Pen(
            painter,
            option.rect,
            bool(state & QStyle.StateFlag.State_Selected),
            bool(state & QStyle.StateFlag.State_HasFocus),
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # "4 · name" stays in this order even if the name is written from right to left.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        match index.data(Role.ROW):
            case PatientRow() as patient:
                self._paint_patient(pen, patient)
            case StudyRow() as study:
                self._paint_study(pen, study)
            case ItemRow() as item:
                if state & QStyle.StateFlag.State_MouseOver and not pen.selected:
                    painter.fillRect(pen.area, self._theme.colour("hover"))
                self._paint_item(pen, item, index.data(Role.VIEWPORTS))
        painter.restore()

    def _paint_patient(self, pen: _Pen, row: PatientRow) -> None:
        px = self._theme.px
        pen.painter.fillRect(pen.area, self._theme.colour("raised"))
        self._paint_mark(pen, row.patient)
        area = pen.area.adjusted(px(12), px(8), -px(8), -px(6))
        self._text(pen, _third(area, 0), row.name, "text", BODY, bold=True)
        self._text(pen, _third(area, 1), row.birth, "secondary", SMALL)
        self._text(pen, _third(area, 2), row.number, "secondary", SMALL)

    def _paint_study(self, pen: _Pen, row: StudyRow) -> None:
        px = self._theme.px
        line = QRect(pen.area.left(), pen.area.top(), pen.area.width(), 1)
        pen.painter.fillRect(line, self._theme.colour("hairline"))
        if row.patient is not None:
            self._paint_mark(pen, row.patient)
        area = pen.area.adjusted(px(12), px(8), -px(8), -px(4))
        if not row.place:
            area.setHeight(area.height() * 3 // 2)
        first = _third(area, 0)
        self._text(pen, first, row.date, "text", BODY, bold=True)
        if row.prior:  # smaller than the date, or "prior, 3 mo" would not fit beside it
            taken = pen.painter.fontMetrics().horizontalAdvance(row.date)
            rest = first.adjusted(taken, 0, 0, 0)
            self._text(pen, rest, f" · {row.prior}", "secondary", SMALL)
        self._text(pen, _third(area, 1), row.title, "text", SMALL)
        if row.place:
            self._text(pen, _third(area, 2), row.place, "secondary", SMALL)

    def _paint_item(self, pen: _Pen, row: ItemRow, viewports: tuple[Dot, ...]) -> None:
        px = self._theme.px
        if pen.selected:
            pen.painter.fillRect(pen.area, self._theme.colour("selection"))
        if row.patient is not None:
            self._paint_mark(pen, row.patient)
        side = px(THUMBNAIL)
        picture = QRect(pen.area.left() + px(12), pen.area.top() + px(8), side, side)
        self._paint_picture(pen, picture, row)
        self._paint_dots(pen, picture, viewports)
        if row.progress is not None:
            self._paint_progress(pen, picture, row.progress)
        left = picture.right() + px(9)
        area = QRect(left, picture.top(), pen.area.right() - px(6) - left, side)
        colour = "text" if row.shown else "secondary"
        line = self._line_height(SMALL)
        title = QRect(area.left(), area.top(), area.width(), area.height() - line)
        self._wrapped(pen, title, row.title, colour)
        note = QRect(area.left(), area.bottom() - line + 1, area.width(), line)
        if row.problem:
            mark = px(14)
            pixmap = self._icons.pixmap("warning", "warning", 14, self._ratio(pen))
            pen.painter.drawPixmap(note.left(), note.center().y() - mark // 2, pixmap)
            self._text(pen, note.adjusted(mark + px(4), 0, 0, 0), row.problem, "text", SMALL)
        else:
            self._text(pen, note, row.note, "secondary", SMALL)
        if pen.focused:
            pen.painter.setPen(QPen(self._theme.colour("accent"), 2))
            pen.painter.setBrush(Qt.BrushStyle.NoBrush)
            pen.painter.drawRect(QRectF(pen.area).adjusted(1, 1, -1, -1))

    def _paint_picture(self, pen: _Pen, area: QRect, row: ItemRow) -> None:
        key = row.item.thumbnail
        pixmap = self._thumbnails.get(key) if key is not None else None
        if pixmap is not None:
            pen.painter.fillRect(area, Qt.GlobalColor.black)
            pen.painter.drawPixmap(area.topLeft(), pixmap)
            return
        pen.painter.fillRect(area, self._theme.colour("raised"))
        failed = key is not None and self._thumbnails.failed(key)
        name = row.icon or ("hidden" if failed else "")
        if name:
            colour = "text" if row.shown and not failed else "secondary"
            icon = self._icons.pixmap(name, colour, 28, self._ratio(pen))
            inset = (area.width() - self._theme.px(28)) // 2
            pen.painter.drawPixmap(area.left() + inset, area.top() + inset, icon)

    def _paint_dots(self, pen: _Pen, picture: QRect, viewports: tuple[Dot, ...]) -> None:
        """One numbered dot per viewport that shows the item, never colour alone."""
        size = self._theme.px(16)
        for place, (viewport, active) in enumerate(viewports[:3]):
            area = QRectF(picture.left() + 2 + place * (size + 1), picture.top() + 2, size, size)
            pen.painter.setPen(QPen(QColor("#000000"), 1))
            colour = DARK.accent if active else viewport_colour(viewport)
            pen.painter.setBrush(QColor(colour))
            pen.painter.drawEllipse(area)
            pen.painter.setPen(QColor("#000000"))
            pen.painter.setFont(self._font(pen, 11, bold=True))
            pen.painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(viewport + 1))

    def _paint_progress(self, pen: _Pen, picture: QRect, share: float) -> None:
        height = max(2, self._theme.px(2))
        line = QRect(picture.left(), picture.bottom() + 1 + height, picture.width(), height)
        pen.painter.fillRect(line, self._theme.colour("hairline"))
        line.setWidth(round(line.width() * share))
        pen.painter.fillRect(line, self._theme.colour("accent"))

    def _paint_mark(self, pen: _Pen, patient: int) -> None:
        strip = QRect(pen.area.left(), pen.area.top(), self._theme.px(4), pen.area.height())
        pen.painter.fillRect(strip, QColor(patient_colour(patient)))

    def _text(
        self, pen: _Pen, area: QRect, text: str, colour: str, size: int, *, bold: bool = False
    ) -> None:
        pen.painter.setFont(self._font(pen, size, bold=bold))
        pen.painter.setPen(self._theme.colour(colour))
        shown = pen.painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, area.width()
        )
        pen.painter.drawText(area, TEXT_FLAGS, shown)

    def _wrapped(self, pen: _Pen, area: QRect, text: str, colour: str) -> None:
        """Up to as many lines as fit; the last one is shortened."""
        font = self._font(pen, BODY)
        pen.painter.setFont(font)
        pen.painter.setPen(self._theme.colour(colour))
        metrics = pen.painter.fontMetrics()
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text, font)
        layout.setTextOption(option)
        layout.beginLayout()
        height, top = metrics.height(), area.top()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(area.width())
            part = text[line.textStart() : line.textStart() + line.textLength()]
            last = top + 2 * height > area.bottom() + 1
            if last:
                rest = text[line.textStart() :]
                part = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, area.width())
            pen.painter.drawText(
                QRect(area.left(), top, area.width(), height), TEXT_FLAGS, part.strip()
            )
            if last:
                break
            top += height
        layout.endLayout()

    def _font(self, pen: _Pen, size: int, *, bold: bool = False) -> QFont:
        font = QFont(pen.painter.font())
        font.setPixelSize(self._theme.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _line_height(self, size: int) -> int:
        return self._theme.px(size * 1.35)

    def _ratio(self, pen: _Pen) -> float:
        return pen.painter.device().devicePixelRatio()


def _third(area: QRect, place: int) -> QRect:
    """One of three lines of an area, 0 to 2."""
    height = area.height() // 3
    return QRect(area.left(), area.top() + place * height, area.width(), height)
