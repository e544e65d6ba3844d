"""Pictures of proven copies, as the window shows them first (A-050: the same images, no others).

They are drawn from the copies, never from the source: what is not in a copy cannot be in its
picture. Nothing is written on them.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.deid.errors import DeidError, OutputError
from viewer.deid.film import MISSING, can_write_films, write_film
from viewer.deid.output import Kind
from viewer.deid.picture_files import ENDINGS, write_picture
from viewer.errors import (
    CancelledError,
    FileReadError,
    MediumError,
    PixelDescriptionError,
    PixelError,
)
from viewer.limits import PICTURE_PIXELS
from viewer.media.colour_profile import ColourProfiles
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame
from viewer.media.medium import Medium
from viewer.model.header import InstanceHeader
from viewer.model.image import FrameKey
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.source import prepare
from viewer.render.viewport import ViewportRenderer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from viewer.deid.account import Account
    from viewer.deid.request import Work
    from viewer.model.header import CineFacts

log = logging.getLogger(__name__)

_DEFAULT_MS: Final = 100.0  # a frame, where the file names no rate (D-140)
_SHORTEST_MS: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Drawing:
    """One image of a copy, and how its frames are had."""

    medium: Medium
    header: InstanceHeader
    pool: DecoderPool
    profiles: ColourProfiles

    @property
    def count(self) -> int:
        """Frames."""
        assert self.header.image is not None
        return self.header.image.pixels.number_of_frames

    def frame(self, number: int) -> NDArray[np.uint8]:
        """One frame as (rows, columns, 3) RGB; raises PixelError, FileReadError."""
        image = self.header.image
        assert image is not None
        facts = image.frame(number)
        loaded = load_frame(self.medium, self.header, FrameKey(self.header.file, number), self.pool)
        ready = prepare(self.profiles.applied(loaded, image), image, facts)
        size = (ready.columns, max(1, round(ready.rows * facts.aspect)))
        if size[0] * size[1] > PICTURE_PIXELS:
            raise PixelDescriptionError("the picture would be too large")
        view = ViewState(fit=FitMode.ONE_TO_ONE)
        words = ViewportRenderer().render(ready, Presentation(), view, size)
        channels = [(words >> shift) & 0xFF for shift in (16, 8, 0)]
        return np.stack(channels, axis=-1).astype(np.uint8)


def check_kind(kind: Kind) -> None:
    """Raise OutputError where the library for films is missing."""
    if kind is Kind.MP4 and not can_write_films():
        raise OutputError(MISSING)


def draw_pictures(copy: Path, folder: Path, kind: Kind, account: Account, work: Work) -> None:
    """A picture file in `folder` for every frame in `copy`, or a film for all of an image's.

    Raises DeidError if there is nothing to draw, LeakError, OSError, CancelledError.
    """
    with ExitStack() as on_exit:
        pool = on_exit.enter_context(DecoderPool(work.decoding))
        medium = Medium.open(copy, 1, work.settings)
        on_exit.callback(medium.close)
        profiles = ColourProfiles(pool)
        found = medium.scan_files(lambda _, __: None, work.cancel)
        for number, item in enumerate((i for i in found if isinstance(i, InstanceHeader)), 1):
            work.progress("drawing", number, account.written)
            if item.image is None:
                account.not_drawn += 1
                continue
            place = folder / item.file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                drawn = _draw(_Drawing(medium, item, pool, profiles), place, kind, work)
            except (PixelError, FileReadError):
                account.not_drawn += 1
                _remove(place)
            except (CancelledError, MediumError, DeidError, OSError):
                raise
            except Exception as error:  # noqa: BLE001  a job runner: one object, not the job
                log.info("an object was not drawn: %s", type(error).__name__)
                account.not_drawn += 1
                _remove(place)
            else:
                account.pictures += drawn
    if not account.pictures:
        raise DeidError("nothing that was copied has a picture")


def _draw(drawing: _Drawing, place: Path, kind: Kind, work: Work) -> int:
    """The files of one image; how many."""
    if drawing.count > 1 and kind is Kind.MP4:
        _draw_film(drawing, place.with_suffix("." + ENDINGS[kind]), work)
        return 1
    still = Kind.PNG if kind is Kind.MP4 else kind
    if drawing.count == 1:
        picture = _grey_if_grey(drawing.frame(0))
        write_picture(place.with_suffix("." + ENDINGS[still]), picture, still)
        return 1
    place.mkdir()
    for number in range(drawing.count):
        work.cancel.check()
        picture = _grey_if_grey(drawing.frame(number))
        write_picture(place / f"F{number + 1:07d}.{ENDINGS[still]}", picture, still)
    return drawing.count


def _draw_film(drawing: _Drawing, path: Path, work: Work) -> None:
    assert drawing.header.image is not None
    first = drawing.frame(0)

    def frames() -> Iterator[NDArray[np.uint8]]:
        yield first
        for number in range(1, drawing.count):
            work.cancel.check()
            frame = drawing.frame(number)
            if frame.shape != first.shape:
                raise PixelDescriptionError("frames of different shapes are no film")
            yield frame

    rows, columns = first.shape[:2]
    write_film(
        path, frames(), (rows, columns), _durations(drawing.header.image.cine, drawing.count)
    )


def _durations(cine: CineFacts, count: int) -> list[float]:
    """Milliseconds for which each frame is shown (D-140, D-141)."""
    if cine.temporal and len(cine.frame_times_ms) == count:
        return [max(_SHORTEST_MS, time) for time in cine.frame_times_ms]
    if cine.temporal and cine.frame_rate > 0:
        return [max(_SHORTEST_MS, 1000 / cine.frame_rate)] * count
    return [_DEFAULT_MS] * count


def _grey_if_grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One channel where three are the same."""
    first = picture[:, :, :1]
    return np.ascontiguousarray(picture[:, :, 0]) if (picture == first).all() else picture


def _remove(place: Path) -> None:
    """What was drawn of an image before it failed."""
    for path in place.parent.glob(place.name + ".*"):
        path.unlink()
    if place.is_dir():
        for path in place.iterdir():
            path.unlink()
        place.rmdir()
