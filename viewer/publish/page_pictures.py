"""Which pictures stand for a series and a study, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from viewer.errors import WriteError

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from viewer.publish.contents import DiscObject, DiscSeries, DiscStudy

_QUALITY = 88  # of 100: text in the corners stays sharp


@dataclass(frozen=True, slots=True)
class Chosen:
    """One frame of an image, counted from 0, and which picture of its series it is, from 1."""

    series: DiscSeries
    image: DiscObject
    frame: int
    number: int
    of: int


def spread(series: DiscSeries, count: int) -> tuple[Chosen, ...]:
    """`count` pictures of a series at even distances, none at its very ends; fewer if it has."""
    total = series.pictures
    wanted = min(count, total)
    positions = [(2 * n + 1) * total // (2 * wanted) for n in range(wanted)]
    return tuple(_at(series, position) for position in positions)


def picked(study: DiscStudy, count: int) -> tuple[Chosen, ...]:
    """Pictures somebody selected in key object documents (P-020), the first ones first."""
    where = {
        image.sop_instance_uid: (series, image)
        for series in study.series
        for image in series.images
    }
    found: dict[tuple[str, int], Chosen] = {}
    for selection in (o.selection for o in study.objects if o.selection is not None):
        for reference in selection.references if selection.picks_out else ():
            if reference.sop_instance_uid not in where:
                continue
            series, image = where[reference.sop_instance_uid]
            frame = reference.frames[0] - 1 if reference.frames else 0
            if 0 <= frame < image.frames:
                key = (image.sop_instance_uid, frame)
                found.setdefault(key, _numbered(series, image, frame))
    return tuple(found.values())[:count]


def _at(series: DiscSeries, position: int) -> Chosen:
    frames = ((image, frame) for image in series.images for frame in range(image.frames))
    image, frame = next(islice(frames, position, None))
    return Chosen(series, image, frame, position + 1, series.pictures)


def _numbered(series: DiscSeries, image: DiscObject, frame: int) -> Chosen:
    images = series.images
    before = sum(other.frames for other in images[: images.index(image)])
    return Chosen(series, image, frame, before + frame + 1, series.pictures)


def write_jpeg(path: Path, pixels: NDArray[np.generic]) -> None:
    """Write (rows, columns, 3) RGB; raises WriteError."""
    import imagecodecs  # noqa: PLC0415  a codec, loaded when first used

    data = imagecodecs.jpeg8_encode(pixels, level=_QUALITY, subsampling="444")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise WriteError(error.strerror or "the place refused it") from error
