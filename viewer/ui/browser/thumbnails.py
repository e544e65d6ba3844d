"""Small pictures for the browser: asked for while visible, kept when the frame is dropped."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from viewer.app.frames import LoadedFrame

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.image import FrameKey
    from viewer.render.viewport import ViewportRenderer

KEPT = 1000  # pixmaps of about 12 kB


class Thumbnails(QObject):
    """Pictures by frame; `ready` tells when one came."""

    ready = Signal(object)  # FrameKey

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pixmaps: OrderedDict[FrameKey, QPixmap | None] = OrderedDict()
        self._wanted: tuple[FrameKey, ...] = ()
        self._side = 56
        self._ratio = 1.0
        self._renderer: ViewportRenderer | None = None
        self._subscription = session.frames.arrived.connect(self._arrived)

    def close(self) -> None:
        """Listen no longer."""
        self._subscription.close()

    def set_size(self, side: int, ratio: float) -> None:
        """Pictures of `side` logical pixels for a device pixel ratio; old ones go."""
        if (side, ratio) != (self._side, self._ratio):
            self._side, self._ratio = side, ratio
            self._pixmaps.clear()
            self._wanted = ()

    def get(self, key: FrameKey) -> QPixmap | None:
        """The picture if there is one; a null pixmap is never given."""
        return self._pixmaps.get(key)

    def failed(self, key: FrameKey) -> bool:
        """Whether the frame cannot be shown."""
        return key in self._pixmaps and self._pixmaps[key] is None

    @property
    def is_waiting(self) -> bool:
        """Whether a picture that was asked for has not come yet."""
        return any(key not in self._pixmaps for key in self._wanted)

    def want(self, keys: tuple[FrameKey, ...]) -> None:
        """Load what is missing of these, the first ones first."""
        missing = []
        for key in keys:
            if key in self._pixmaps:
                self._pixmaps.move_to_end(key)
            elif self._session.frames.has(key):
                self._take(key)
                self.ready.emit(key)
            else:
                missing.append(key)
        wanted = tuple(missing)
        if wanted != self._wanted:
            self._wanted = wanted
            self._session.want_thumbnails(wanted)

    def forget(self) -> None:
        """Drop all pictures: their medium was closed."""
        self._pixmaps.clear()
        self._wanted = ()

    def _arrived(self, key: FrameKey) -> None:
        if key in self._wanted:
            self._take(key)
            self.ready.emit(key)

    def _take(self, key: FrameKey) -> None:
        entry = self._session.frames.get(key)
        if entry is None:
            return
        self._pixmaps[key] = self._draw(entry) if isinstance(entry, LoadedFrame) else None
        while len(self._pixmaps) > KEPT:
            self._pixmaps.popitem(last=False)

    def _draw(self, loaded: LoadedFrame) -> QPixmap:
        # Loaded with the first picture, not with the window: it brings numpy.
        from viewer.model.viewport import Presentation, ViewState  # noqa: PLC0415  see above
        from viewer.render.viewport import ViewportRenderer  # noqa: PLC0415  see above

        if self._renderer is None:
            self._renderer = ViewportRenderer()
        side = round(self._side * self._ratio)
        words = self._renderer.render(loaded.image, Presentation(), ViewState(), (side, side))
        self._renderer.forget()
        image = QImage(words.data, side, side, side * 4, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(image.copy())
        pixmap.setDevicePixelRatio(self._ratio)
        return pixmap
