"""Searches the pictures of one layout for text: a few of them, and all of them put together.

What stands on one picture alone is on the brightest of all as well, unless something brighter lies
over it. Nothing here clears a picture (A-053).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.deid.boxes import outermost
from viewer.deid.found_text import distinct
from viewer.deid.look import Look
from viewer.deid.pictures import OpenPicture
from viewer.deid.text_search import NOT_INSTALLED, boxes_around
from viewer.errors import PixelError, UnsupportedTransferSyntaxError, ViewerError
from viewer.limits import TEXT_SEARCH_FRAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from viewer.deid.boxes import Box
    from viewer.deid.found_text import FoundText
    from viewer.deid.pictures import Decode
    from viewer.deid.risk import Picture
    from viewer.deid.text_search import TextSearch
    from viewer.media.cancel import CancelToken
    from viewer.settings import Settings

log = logging.getLogger(__name__)

_SAMPLES: Final = 4
_LOOKS: Final = (Look.NORMAL, Look.DARK)


@dataclass(frozen=True, slots=True)
class Searched:
    """Texts found in a layout, and boxes that hide them.

    `frames` were looked at, `failed` of them could not be read or searched; `problem` says why
    nothing could be searched at all.
    """

    texts: tuple[FoundText, ...] = ()
    boxes: tuple[Box, ...] = ()
    frames: int = 0
    failed: int = 0
    problem: str = ""


class LayoutText:
    """Searches one layout after the other with the same processes."""

    def __init__(
        self, search: TextSearch, decode: Decode, settings: Settings, cancel: CancelToken
    ) -> None:
        self._search = search
        self._decode = decode
        self._settings = settings
        self._cancel = cancel

    def searched(self, pictures: Sequence[Picture]) -> Searched:
        """Search these, which look alike; raises CancelledError."""
        try:
            return self._searched(pictures)
        except UnsupportedTransferSyntaxError:  # of the search; pictures are read in `_frames`
            return Searched(problem=NOT_INSTALLED)

    def _searched(self, pictures: Sequence[Picture]) -> Searched:
        total = min(TEXT_SEARCH_FRAMES, sum(max(1, picture.frames) for picture in pictures))
        samples = set(np.linspace(0, total - 1, min(total, _SAMPLES)).round().astype(int).tolist())
        together = _Together()
        texts: list[FoundText] = []
        failed = 0
        for number, frame in enumerate(islice(self._frames(pictures), total)):
            self._cancel.check()
            together.add(frame)
            if number in samples and total > 1 and frame:
                found = self._found(frame[Look.NORMAL])
                texts += found or ()
                failed += found is None
            failed += not frame
        found_together = [self._found(seen) for seen in together.pictures(total)]
        texts += [text for found in found_together for text in found or ()]
        if None in found_together:
            failed = total
        boxes = outermost(boxes_around(texts, *together.shape))
        return Searched(distinct(texts), boxes, total, failed)

    def _found(self, seen: NDArray[np.uint8]) -> tuple[FoundText, ...] | None:
        """The texts of one picture, None if it could not be searched."""
        try:
            return self._search.find(seen, self._cancel)
        except UnsupportedTransferSyntaxError:
            raise
        except PixelError as error:
            log.info("a picture could not be searched for text: %s", error.code)
            return None

    def _frames(self, pictures: Sequence[Picture]) -> Iterator[dict[Look, NDArray[np.uint8]]]:
        """Every frame as it looks; nothing for one that cannot be read."""
        for picture in pictures:
            count = max(1, picture.frames)
            done = 0
            try:
                with OpenPicture(picture, self._decode, self._settings) as opened:
                    for number in range(count):
                        looks = {look: opened.frame(number, look) for look in _LOOKS}
                        done += 1
                        yield looks
            except ViewerError as error:
                log.info("a picture to be searched cannot be read: %s", error.code)
                yield from ({} for _ in range(count - done))


class _Together:
    """Frames on top of each other: the brightest of each pixel, and the darkest.

    What moves is dark in the darkest once; a text that always stands there remains.
    """

    def __init__(self) -> None:
        self.shape = (0, 0)
        self._brightest: dict[Look, NDArray[np.uint8]] = {}
        self._darkest: NDArray[np.uint8] | None = None

    def add(self, frame: dict[Look, NDArray[np.uint8]]) -> None:
        for look, seen in frame.items():
            before = self._brightest.get(look)
            if before is None or before.shape != seen.shape:
                self._brightest[look] = seen.copy()
            else:
                np.maximum(before, seen, out=before)
        seen_darkest = frame.get(Look.NORMAL)
        if seen_darkest is None:
            return
        self.shape = seen_darkest.shape[:2]
        if self._darkest is None or self._darkest.shape != seen_darkest.shape:
            self._darkest = seen_darkest.copy()
        else:
            np.minimum(self._darkest, seen_darkest, out=self._darkest)

    def pictures(self, frames: int) -> list[NDArray[np.uint8]]:
        """What is to be searched; of one frame the darkest is the brightest."""
        darkest = [self._darkest] if self._darkest is not None and frames > 1 else []
        return [*self._brightest.values(), *darkest]
