"""The pages of a PDF below each other, in pixels of the screen, drawn as they come into view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from viewer.app.pdf_pages import PageWish
from viewer.limits import PDF_PAGE_PIXELS
from viewer.ui.contained import contained

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent

    from viewer.app.pdf_pages import PagePicture, PdfPages
    from viewer.observe import Subscription
    from viewer.ui.theme import Theme

GAP = 12  # around and between pages
ZOOM_STEP = 1.25
SMALLEST, LARGEST = 0.25, 6.0
_WIDEST = 1600  # pages need no more to be read; logical pixels when fitted
_ASPECTS = 0.1, 10.0  # height over width; beyond, a page is shown with margins
_PAPER = QColor("#ffffff")
_PAPER_WORDS = QColor("#555c65")


class PdfView(QAbstractScrollArea):
    """Scrolls and zooms; asks for the visible pages first, then for their neighbours."""

    page_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages: PdfPages | None = None
        self._subscription: Subscription | None = None
        self._zoom = 1.0  # of the width that fits
        self._tops: list[int] = []  # of each page, and one more for the end
        self.setProperty("role", "page")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        # Else it comes with the first layout, and every page is drawn twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self._lay_out)

    @property
    def count(self) -> int:
        """How many pages can be scrolled to."""
        return len(self._tops) - 1 if self._tops else 0

    @property
    def current(self) -> int:
        """The page, from 0, that fills most of the middle."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return max(0, sum(top <= middle for top in self._tops[:-1]) - 1)

    @property
    def zoom(self) -> float:
        """Width of the pages over the width that fits."""
        return self._zoom

    def show_pages(self, pages: PdfPages | None) -> None:
        """Follow an open document, or none."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
        self._pages = pages
        self._zoom = 1.0
        if pages is not None:
            self._subscription = pages.changed.connect(lambda _: self._arrived())
        self.verticalScrollBar().setValue(0)
        self._lay_out()

    def zoom_by(self, factor: float) -> None:
        """Enlarge or shrink; the line in the middle stays there."""
        self._set_zoom(min(LARGEST, max(SMALLEST, self._zoom * factor)))

    def fit_width(self) -> None:
        """As wide as there is room."""
        self._set_zoom(1.0)

    def go_to(self, page: int) -> None:
        """Put the top of a page, counted from 0, at the top."""
        if self.count:
            page = max(0, min(page, self.count - 1))
            self.verticalScrollBar().setValue(self._tops[page] - self._gap)

    def page_rect(self, page: int) -> QRect:
        """Where a page lies on the viewport, logical pixels."""
        top, end = self._tops[page], self._tops[page + 1]
        width = self._page_width
        left = max(self._gap, (self.viewport().width() - width) // 2)
        x = left - self.horizontalScrollBar().value()
        return QRect(x, top - self.verticalScrollBar().value(), width, end - top - self._gap)

    # Qt events

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self._theme.colour("raised"))  # a white page has edges
            ratio = self.devicePixelRatioF()
            for page in self._visible():
                rect = self.page_rect(page)
                painter.fillRect(rect, _PAPER)
                picture = self._pages.picture(page) if self._pages is not None else None
                if picture is not None and picture.pixels is not None:
                    _draw(painter, rect, picture, ratio)
                else:
                    problem = picture.problem if picture is not None else ""
                    self._draw_words(painter, rect, page, problem)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)
        event.accept()  # never to the viewport below

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        page = self.viewport().height() * 9 // 10
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                bar.setValue(bar.value() + page)
            case Qt.Key.Key_PageUp | Qt.Key.Key_Backspace:
                bar.setValue(bar.value() - page)
            case _:
                super().keyPressEvent(event)  # arrows; the rest is the page's

    # Own work

    @property
    def _gap(self) -> int:
        return self._theme.px(GAP)

    @property
    def _page_width(self) -> int:
        room = self.viewport().width() - 2 * self._gap
        return max(40, round(min(room, _WIDEST) * self._zoom))

    def _set_zoom(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        half = self.viewport().height() / 2
        whole = max(1, self._tops[-1]) if self._tops else 1
        middle = (bar.value() + half) / whole
        across, side = self.horizontalScrollBar(), self.viewport().width() // 2
        centre = (across.value() + side) / max(1, self._page_width + 2 * self._gap)
        centre = 0.5 if across.maximum() == 0 else centre
        self._zoom = zoom
        self._lay_out()
        bar.setValue(round(middle * (self._tops[-1] if self._tops else 1) - half))
        across.setValue(round(centre * (self._page_width + 2 * self._gap)) - side)
        self.page_changed.emit()

    def _arrived(self) -> None:
        assert self._pages is not None
        if self.count != len(self._pages.sizes):
            self._lay_out()
        self.viewport().update()

    def _lay_out(self) -> None:
        width, gap = self._page_width, self._gap
        low, high = _ASPECTS
        self._tops = [gap]
        for across, down in self._pages.sizes if self._pages is not None else ():
            height = round(width * min(high, max(low, down / across)))
            self._tops.append(self._tops[-1] + height + gap)
        view = self.viewport()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, self._tops[-1] - view.height()))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(self._theme.px(48))
        horizontal.setRange(0, max(0, width + 2 * gap - view.width()))
        horizontal.setPageStep(view.width())
        horizontal.setSingleStep(self._theme.px(48))
        self._scrolled()
        view.update()

    def _scrolled(self) -> None:
        self._wish()
        self.page_changed.emit()

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        first = max(0, sum(end <= top for end in self._tops[1:]))
        last = sum(start < bottom for start in self._tops[:-1])
        return range(first, max(first, last))

    def _wish(self) -> None:
        if self._pages is None or not self.count:
            return
        visible = self._visible()
        near = [page for page in (visible.stop, visible.start - 1) if 0 <= page < self.count]
        self._pages.want(tuple(self._wish_for(page) for page in (*visible, *near)))

    def _wish_for(self, page: int) -> PageWish:
        size = self.page_rect(page).size()
        ratio = self.devicePixelRatioF()
        fit = min(1.0, (PDF_PAGE_PIXELS / (size.width() * size.height() * ratio**2)) ** 0.5)
        rows, columns = (max(1, round(s * ratio * fit)) for s in (size.height(), size.width()))
        return PageWish(page, rows, columns)

    def _draw_words(self, painter: QPainter, rect: QRect, page: int, problem: str) -> None:
        words = f"Page {page + 1} …"
        if problem:
            words = f"Page {page + 1} cannot be shown. {problem}"
        painter.setPen(_PAPER_WORDS)
        room = rect.adjusted(self._gap, self._gap, -self._gap, -self._gap)
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, words)


def _draw(painter: QPainter, rect: QRect, picture: PagePicture, ratio: float) -> None:
    """Pixel for pixel when the picture has the wished size, else stretched until it has."""
    assert picture.pixels is not None
    rows, columns = picture.pixels.shape[:2]
    image = QImage(picture.pixels.data, columns, rows, columns * 3, QImage.Format.Format_RGB888)
    wanted = QRectF(rect.topLeft(), rect.size())
    exact = round(rect.width() * ratio) == columns and round(rect.height() * ratio) == rows
    if exact:
        image.setDevicePixelRatio(ratio)
        place = QPointF(round(rect.x() * ratio) / ratio, round(rect.y() * ratio) / ratio)
        painter.drawImage(place, image)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(wanted, image)
