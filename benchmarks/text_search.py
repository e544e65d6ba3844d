"""How much burned-in text the text search finds, and how long it takes (A-053).

python -m benchmarks.text_search [FILE...]

Made pictures: each of ten texts once for every size and contrast, on three backgrounds; a text
counts as found if the proposed boxes hide all of its pixels. Of files, the texts are printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from viewer.deid.found_text import Recogniser
from viewer.deid.identity import Identity
from viewer.deid.look import Look
from viewer.deid.pictures import OpenPicture, seen
from viewer.deid.risk import Picture
from viewer.deid.text_search import TextSearch, boxes_around
from viewer.media.decoders.pool import DecoderPool
from viewer.model.image import ImagePixels
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from viewer.deid.boxes import Box

TEXTS: Final = (
    *("MUSTERMANN, ERIKA", "Erika Mustermann", "ID: A-7784512", "*14.05.1961", "12/03/2024 10:24"),
    *("Dr. Beispiel", "St. Example Hospital", "ACC 20240312-118", "F 62y", "Tel 0301234567"),
)
PERSON: Final = frozenset({0, 1, 2, 3})  # of these, what `identity` knows
SIZES: Final = (8, 10, 12, 16, 24, 40)  # pixels of the font
CONTRASTS: Final = (1.0, 0.5, 0.25, 0.1, 0.05)  # of the full range
SHAPE: Final = (600, 800)
_RANGE: Final = 4095
_DESCRIPTION: Final = ImagePixels(
    rows=SHAPE[0],
    columns=SHAPE[1],
    samples_per_pixel=1,
    photometric_interpretation="MONOCHROME2",
    bits_allocated=16,
    bits_stored=12,
    high_bit=11,
    signed=False,
    planar_configuration=0,
    number_of_frames=1,
    transfer_syntax_uid="1.2.840.10008.1.2.1",
)


def identity() -> Identity:
    """Who the pictures are of."""
    made = Identity()
    made.add_name("Mustermann^Erika")
    made.add_identifier("A-7784512")
    made.add_birth_date("19610514")
    return made


def black(rng: np.random.Generator) -> NDArray[np.float64]:
    """Nothing, as around an ultrasound image, and something bright at the edge."""
    picture = np.zeros(SHAPE)
    picture[-24:] = rng.random((24, SHAPE[1]))
    return picture


def speckle(rng: np.random.Generator) -> NDArray[np.float64]:
    """What an ultrasound image itself looks like: bright and dark grains."""
    grains = rng.rayleigh(0.12, (SHAPE[0] // 2, SHAPE[1] // 2)).repeat(2, 0).repeat(2, 1)
    clipped: NDArray[np.float64] = np.clip(grains, 0, 1)
    return clipped


def anatomy(rng: np.random.Generator) -> NDArray[np.float64]:
    """Smooth shades with noise, as in a radiograph."""
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]] / 100
    shades = 0.35 + 0.15 * np.sin(x * 1.3) * np.cos(y * 1.7)
    noisy: NDArray[np.float64] = np.clip(shades + rng.normal(0, 0.02, SHAPE), 0, 1)
    return noisy


BACKGROUNDS: Final = (black, speckle, anatomy)


def made_picture(
    background: NDArray[np.float64], size: int, contrast: float
) -> tuple[NDArray[np.uint16], list[NDArray[np.bool_]]]:
    """Stored values of 12 bits, and where the pixels of each text are."""
    font = ImageFont.load_default(size)
    inks = []
    whole = background.copy()
    for number, text in enumerate(TEXTS):
        sheet = Image.new("L", (SHAPE[1], SHAPE[0]))
        place = (20 + 380 * (number % 2), 20 + 110 * (number // 2))
        ImageDraw.Draw(sheet).text(place, text, 255, font)
        ink = np.asarray(sheet, np.float64) / 255
        whole = whole + ink * contrast
        inks.append(ink > 0.25)
    return np.clip(whole * _RANGE, 0, _RANGE).astype(np.uint16), inks


def hidden(ink: NDArray[np.bool_], boxes: tuple[Box, ...]) -> bool:
    """Whether every pixel of a text is in a box."""
    left = ink.copy()
    for box in boxes:
        left[box.top : box.bottom + 1, box.left : box.right + 1] = False
    return not left.any()


def measure(search: TextSearch, looks: tuple[Look, ...], out: Callable[[str], object]) -> None:
    """Print how many texts are found by size and contrast."""
    rng = np.random.default_rng(5)
    for background in BACKGROUNDS:
        out(f"\n{background.__name__}: texts hidden of {len(TEXTS)}, known as the person's of 4")
        out("font px  " + "".join(f"{contrast:>10.0%}" for contrast in CONTRASTS) + "   s/picture")
        for size in SIZES:
            cells, seconds = [], 0.0
            for contrast in CONTRASTS:
                stored, inks = made_picture(background(rng), size, contrast)
                begun = time.monotonic()
                found = [
                    text
                    for look in looks
                    for text in search.find(seen(stored, _DESCRIPTION, look=look))
                ]
                seconds += time.monotonic() - begun
                boxes = boxes_around(found, *SHAPE)
                person = boxes_around([text for text in found if text.meaning == 2], *SHAPE)
                known = sum(hidden(inks[number], person) for number in PERSON)
                cells.append(f"{sum(hidden(ink, boxes) for ink in inks)} / {known}")
            row = "".join(f"{cell:>10}" for cell in cells)
            out(f"{size:7}  {row}{seconds / len(CONTRASTS):10.2f}")


def files(search: TextSearch, paths: list[Path], out: Callable[[str], object]) -> None:
    """Print what is found in the first frame of each file."""
    settings = Settings()
    with DecoderPool(settings.decode) as pool:
        for path in paths:
            with OpenPicture(Picture(path, path.name), pool.decode, settings) as opened:
                picture = opened.frame(0)
            begun = time.monotonic()
            found = search.find(picture)
            seconds = time.monotonic() - begun
            out(f"\n{path.name}, {picture.shape[1]} x {picture.shape[0]}, {seconds:.2f} s")
            for text in found:
                out(f"  {text.box}  {text.certainty:.2f}  {text.meaning.name}  {text.text}")


def main() -> int:
    """Measure, or search files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--looks", nargs="+", default=["normal", "dark"])
    options = parser.parse_args()
    with TextSearch(Recogniser([identity()])) as search:
        if options.files:
            files(search, options.files, print)
        else:
            measure(search, tuple(map(Look, options.looks)), print)
    return 0


if __name__ == "__main__":
    sys.exit(main())
