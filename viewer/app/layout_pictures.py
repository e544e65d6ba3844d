"""Pictures of layouts for whoever reviews them, read and decoded on a thread of their own.

The picture wished for last comes first; meanwhile all frames of its layout are put on top of each
other, so that a word that stands on any of them is seen at once (A-051).
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from viewer.errors import ViewerError
from viewer.observe import Event

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.frames import Post
    from viewer.app.mask_review import Sheet
    from viewer.deid.look import Look
    from viewer.deid.pictures import OpenPicture
    from viewer.deid.risk import Picture
    from viewer.media.decoders.pool import DecoderPool
    from viewer.settings import Settings

log = logging.getLogger(__name__)

_TOLD_EVERY: Final = 8  # frames, from one view of the sum to the next
_News = TypeVar("_News")


@dataclass(frozen=True, slots=True)
class Wish:
    """A frame of a layout, counted through all its pictures, and how it is to look."""

    sheet: Sheet
    number: int
    look: Look


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Frame `number` of a layout, (rows, columns[, 3]) of 8 bits, or why it cannot be seen."""

    layout: str
    number: int
    look: Look
    pixels: NDArray[np.uint8] | None
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Overlaid:
    """The brightest and the darkest of each pixel in the first `frames` frames of a layout."""

    layout: str
    look: Look
    frames: int
    unread: int  # of these, that could not be read
    brightest: NDArray[np.uint8]
    darkest: NDArray[np.uint8]


class LayoutPictures:
    """Reads what is wished for; events come on the owner's thread, through `post`."""

    def __init__(self, settings: Settings, post: Post) -> None:
        self.arrived: Event[Seen] = Event()
        self.overlaid: Event[Overlaid] = Event()
        self._settings = settings
        self._post = post
        self._news = threading.Condition()
        self._wishes: list[Wish] = []
        self._later: list[Wish] = []
        self._sums: list[tuple[Sheet, Look]] = []
        self._closed = False
        self._thread: threading.Thread | None = None

    def want(self, wishes: list[Wish]) -> None:
        """Read these frames, the first first; earlier wishes that have not begun are forgotten."""
        with self._news:
            self._wishes = list(wishes)
            self._go()

    def want_later(self, wishes: list[Wish]) -> None:
        """Read these too, when nobody waits for another one."""
        with self._news:
            self._later = list(wishes)
            self._go()

    def overlay(self, sheet: Sheet, look: Look) -> None:
        """Put all frames of a layout on top of each other, and no others any more."""
        with self._news:
            self._sums = [(sheet, look)]
            self._go()

    def close(self) -> None:
        """Read nothing any more; returns at once."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread; call `close` before."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _go(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = threading.Thread(target=self._run, name="layout-pictures", daemon=True)
            self._thread.start()
        self._news.notify_all()

    def _run(self) -> None:
        # Loaded here and not with the window: they bring numpy.
        from viewer.media.decoders.pool import DecoderPool  # noqa: PLC0415  see above

        with DecoderPool(self._settings.decode) as pool:
            reader = _Reader(pool, self._settings)
            try:
                while True:
                    with self._news:
                        while not (self._wishes or self._later or self._sums or self._closed):
                            self._news.wait()
                        if self._closed:
                            return
                        wish = self._next()
                        together = self._sums.pop() if wish is None else None
                    if wish is not None:
                        self._tell(self.arrived, reader.seen(wish))
                    elif together is not None:
                        self._add_up(*together, reader)
            finally:
                reader.close()

    def _add_up(self, sheet: Sheet, look: Look, reader: _Reader) -> None:
        import numpy as np  # noqa: PLC0415  as above

        bright: NDArray[np.uint8] | None = None
        dark: NDArray[np.uint8] | None = None
        unread = 0
        for number in range(sheet.frames):
            if not self._goes_on(reader):
                return
            pixels = reader.seen(Wish(sheet, number, look)).pixels
            if pixels is None or (bright is not None and bright.shape != pixels.shape):
                unread += 1
            elif bright is None or dark is None:
                bright, dark = pixels.copy(), pixels.copy()
            else:
                np.maximum(bright, pixels, out=bright)
                np.minimum(dark, pixels, out=dark)
            is_last = number == sheet.frames - 1
            if bright is not None and dark is not None and (is_last or not number % _TOLD_EVERY):
                so_far = (sheet.risk.layout, look, number + 1, unread, bright.copy(), dark.copy())
                self._tell(self.overlaid, Overlaid(*so_far))

    def _goes_on(self, reader: _Reader) -> bool:
        """Serve whoever waits for a single picture first; False if the sum is not wanted."""
        while True:
            with self._news:
                if self._closed or self._sums:
                    return False
                wish = self._next()
            if wish is None:
                return True
            self._tell(self.arrived, reader.seen(wish))

    def _next(self) -> Wish | None:
        """The most urgent of the single pictures; call it with the lock."""
        for wishes in (self._wishes, self._later):
            if wishes:
                return wishes.pop(0)
        return None

    def _tell(self, event: Event[_News], value: _News) -> None:
        def arrive() -> None:
            if not self._closed:
                event.emit(value)

        self._post(arrive)


class _Reader:
    """Keeps the image open that was read last: its frames are looked at one after the other."""

    def __init__(self, pool: DecoderPool, settings: Settings) -> None:
        self._pool = pool
        self._settings = settings
        self._open: OpenPicture | None = None
        self._picture: Picture | None = None

    def seen(self, wish: Wish) -> Seen:
        index, frame = wish.sheet.place(wish.number)
        asked = (wish.sheet.risk.layout, wish.number, wish.look)
        try:
            opened = self._opened(wish.sheet.pictures[index])
            return Seen(*asked, opened.frame(frame, wish.look))
        except ViewerError as error:
            log.info("a picture to be reviewed cannot be seen: %s", error.code)
            return Seen(*asked, None, str(error))
        except Exception as error:  # noqa: BLE001  a job runner: the other pictures still come
            log.warning("unexpected %s in a picture to be reviewed", type(error).__name__)
            return Seen(*asked, None, "something unexpected happened")

    def _opened(self, picture: Picture) -> OpenPicture:
        from viewer.deid.pictures import OpenPicture  # noqa: PLC0415  brings numpy

        if self._open is None or picture != self._picture:
            self.close()
            self._open = OpenPicture(picture, self._pool.decode, self._settings)
            self._picture = picture
        return self._open

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._picture = None
