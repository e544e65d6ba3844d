"""Searches the pictures of layouts for text, on a thread of its own, to propose boxes (A-053)."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from viewer.app.frames import Post
    from viewer.app.mask_review import Sheet
    from viewer.deid.identity import Identity
    from viewer.deid.layout_text import Searched
    from viewer.settings import Settings

log = logging.getLogger(__name__)


class LayoutSearch:
    """Goes through layouts one by one; events come on the owner's thread, through `post`."""

    def __init__(self, settings: Settings, post: Post) -> None:
        self.found: Event[tuple[str, Searched]] = Event()  # the layout, and what is in it
        self.ended: Event[None] = Event()
        self._settings = settings
        self._post = post
        self._cancel = CancelToken()
        self._thread: threading.Thread | None = None

    def start(self, sheets: Sequence[Sheet], people: Iterable[Identity]) -> None:
        """Search these, in this order; an earlier search ends."""
        self.close()
        cancel = self._cancel = CancelToken()
        todo, known = tuple(sheets), tuple(people)
        self._thread = threading.Thread(
            target=self._run, args=(todo, known, cancel), name="text-search", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Search no more; returns at once."""
        self._cancel.cancel()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread; call `close` before."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(
        self, sheets: tuple[Sheet, ...], people: tuple[Identity, ...], cancel: CancelToken
    ) -> None:
        # Loaded here and not with the window: they bring numpy.
        from viewer.deid.found_text import Recogniser  # noqa: PLC0415  see above
        from viewer.deid.layout_text import LayoutText  # noqa: PLC0415  see above
        from viewer.deid.text_search import TextSearch  # noqa: PLC0415  see above
        from viewer.media.decoders.pool import DecoderPool  # noqa: PLC0415  see above

        decode = self._settings.decode
        try:
            with DecoderPool(decode) as pool, TextSearch(Recogniser(people), decode) as search:
                reader = LayoutText(search, pool.decode, self._settings, cancel)
                for sheet in sheets:
                    self._tell(sheet.risk.layout, reader.searched(sheet.pictures), cancel)
        except CancelledError:
            return
        except Exception as error:  # noqa: BLE001  a job runner: whoever waits must hear of the end
            log.warning("unexpected %s in a search for text", type(error).__name__)
        self._post(lambda: None if cancel.cancelled else self.ended.emit(None))

    def _tell(self, layout: str, searched: Searched, cancel: CancelToken) -> None:
        def arrive() -> None:
            if not cancel.cancelled:
                self.found.emit((layout, searched))

        self._post(arrive)
