"""An open PDF: its page sizes and pictures of the pages somebody looks at, drawn when asked for."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.errors import (
    CancelledError,
    DecoderDiedError,
    DecoderStartError,
    DecoderTimeoutError,
    PixelError,
    ViewerError,
)
from viewer.media.documents.pdf import PageSize, page_request, page_sizes, sizes_request
from viewer.observe import Event
from viewer.settings import MIB

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.frames import Post
    from viewer.media.decoders.base import DecodedFrame, DecodeRequest

log = logging.getLogger(__name__)

_KEPT_BYTES = 192 * MIB
UNREADABLE = "The document could not be read from the disc. It may be damaged there."


@dataclass(frozen=True, slots=True)
class PageWish:
    """A page, counted from 0, and the pixels it shall fill."""

    page: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, eq=False)
class PagePicture:
    """What came of a wish: (rows, columns, 3) RGB, or why there is none."""

    wish: PageWish
    pixels: NDArray[np.generic] | None
    problem: str = ""


class PdfPages:
    """Draws what was wished for last, in that order, on a thread of its own.

    Everything else happens on the owner's thread, where `post` brings the results.
    """

    def __init__(
        self,
        read: Callable[[], bytes],
        decode: Callable[[DecodeRequest], DecodedFrame],
        post: Post,
    ) -> None:
        self.changed: Event[PdfPages] = Event()  # the sizes are known, a page came, or neither can
        self.sizes: tuple[PageSize, ...] = ()
        self.problem = ""  # why nothing can be shown
        self.notices: tuple[str, ...] = ()
        self._read = read
        self._decode = decode
        self._post = post
        self._news = threading.Condition()
        self._wishes: tuple[PageWish, ...] = ()
        self._pictures: dict[int, PagePicture] = {}  # the newest of each page
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="pdf-pages", daemon=True)
        self._thread.start()

    def want(self, wishes: tuple[PageWish, ...]) -> None:
        """Draw these, the first first; what was wished for before is forgotten."""
        with self._news:
            self._wishes = wishes
            self._news.notify_all()

    def picture(self, page: int) -> PagePicture | None:
        """The newest picture of a page, perhaps of another size than wished for now."""
        return self._pictures.get(page)

    def close(self) -> None:
        """Draw nothing any more; returns at once."""
        with self._news:
            self._closed = True
            self._news.notify_all()
        self._pictures.clear()

    def is_alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread to end, at most `timeout` seconds; call `close` before."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            data = self._read()
            answer = self._decode(sizes_request(data))
        except ViewerError as error:
            log.info("a document cannot be opened: %s", error.code)
            reason = _reason(error)
            self._tell(lambda: self._fail(reason))
            return
        self._tell(lambda: self._take_sizes(page_sizes(answer), answer.notices))
        while (wish := self._next()) is not None:
            self._draw(data, wish)

    def _next(self) -> PageWish | None:
        with self._news:
            while not self._closed:
                for wish in self._wishes:
                    known = self._pictures.get(wish.page)
                    if known is None or known.wish != wish:
                        return wish
                self._news.wait()
        return None

    def _draw(self, data: bytes, wish: PageWish) -> None:
        try:
            frame = self._decode(page_request(data, wish.page, wish.rows, wish.columns))
            picture = PagePicture(wish, frame.array)
        except ViewerError as error:
            log.info("a page cannot be shown: %s", error.code)
            picture = PagePicture(wish, None, _reason(error))
        with self._news:
            if self._closed:
                return
            self._pictures[wish.page] = picture
            self._forget_far_pages(wish.page)
        self._tell(lambda: None)

    def _forget_far_pages(self, centre: int) -> None:
        wanted = {wish.page for wish in self._wishes}
        size = sum(_size(picture) for picture in self._pictures.values())
        for page in sorted(self._pictures, key=lambda page: -abs(page - centre)):
            if size <= _KEPT_BYTES:
                break
            if page not in wanted:
                size -= _size(self._pictures.pop(page))

    def _tell(self, act: Callable[[], None]) -> None:
        def arrive() -> None:
            if not self._closed:
                act()
                self.changed.emit(self)

        self._post(arrive)

    def _take_sizes(self, sizes: tuple[PageSize, ...], notices: tuple[str, ...]) -> None:
        self.sizes, self.notices = sizes, notices

    def _fail(self, reason: str) -> None:
        self.problem = reason


def _size(picture: PagePicture) -> int:
    return 0 if picture.pixels is None else int(picture.pixels.nbytes)


def _reason(error: ViewerError) -> str:
    """Why something is not shown, as a sentence."""
    match error:
        case CancelledError():
            return "The document was closed."
        case DecoderTimeoutError():
            return "Drawing it takes too long."
        case DecoderStartError():
            return "This computer does not let Lightbox draw documents."
        case DecoderDiedError():
            return "Drawing it failed. The document may be damaged."
        case PixelError():
            words = str(error)
            return f"{words[:1].upper()}{words[1:]}."
    return UNREADABLE
