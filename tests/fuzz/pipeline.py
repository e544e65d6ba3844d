"""Damaged discs through everything: scan, decode in worker processes, draw, and the window.

One input is one file of a disc: its header is read in the survey of the medium; if it is an
image, its first and its last frame are read, decoded by the pool and drawn, with the
presentation chosen at random; if it is a report or document, its content is read.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Final, Self

import numpy as np

from tests.fuzz.contract import require
from tests.fuzz.discs import Disc, damaged_disc
from tests.fuzz.findings import Findings
from tests.fuzz.limits import (
    PIPELINE_MIB,
    HangError,
    MemoryLimitError,
    limited_time,
    require_memory,
    still_alive,
)
from tests.fuzz.watch import Watch
from viewer.app.survey import Survey, survey
from viewer.errors import FileReadError, MediumError, PixelError
from viewer.media.colour_profile import ColourProfiles
from viewer.media.decoders.pool import DecoderPool
from viewer.media.documents.encapsulated import encapsulated_document
from viewer.media.documents.sr import parse_report
from viewer.media.load import load_frame
from viewer.media.report import is_document
from viewer.media.tags import read_tags
from viewer.model.header import ImageFacts, InstanceHeader
from viewer.model.image import FrameKey
from viewer.model.lut import VoiSource, Window
from viewer.model.viewport import ColourReading, FitMode, Presentation, ViewState
from viewer.render.source import prepare
from viewer.render.viewport import ViewportRenderer
from viewer.settings import MIB, DecodeSettings, Settings

# Smaller frames than the window's limit: a claim of 64 MiB is refused in the same way as one
# of 512, and takes an eighth of the time when it is not.
SETTINGS: Final = Settings(
    decode=DecodeSettings(workers=1, max_frame_bytes=64 * MIB, max_inflated_bytes=64 * MIB)
)
_SIZES: Final = ((96, 72), (33, 64), (1, 1), (120, 7))


@dataclass(slots=True)
class Tally:
    """What was done with how many files."""

    inputs: int = 0
    discs: int = 0
    shown: int = 0  # frames drawn
    refused: int = 0  # frames with a typed reason instead
    slowest_s: float = 0.0
    refusals: dict[str, int] = field(default_factory=dict)


class Pipeline:
    """Takes discs through the viewer, everything but its window, and checks the contract."""

    def __init__(self, folder: Path, findings: Findings, watch: Watch) -> None:
        self.tally = Tally()
        self._folder = folder
        self._findings = findings
        self._watch = watch
        self._pool = DecoderPool(SETTINGS.decode)
        self._colours = ColourProfiles(self._pool)
        self._renderer = ViewportRenderer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.close()

    def run(self, disc: Disc, random: Random) -> None:
        """One disc; what breaks the contract is kept, not raised."""
        with placed(disc, self._folder) as path:
            self.tally.discs += 1
            still_alive()
            self.tally.inputs += len(disc.files)
            try:
                self._survey(disc, path, random)
                require_memory(PIPELINE_MIB)
            except MemoryLimitError as error:
                self._findings.add("pipeline", disc.packed(), error)
                raise
            except (Exception, HangError) as error:  # noqa: BLE001  the point of it
                self._findings.add("pipeline", disc.packed(), error)

    def _survey(self, disc: Disc, path: Path, random: Random) -> None:
        before = _content(self._folder)
        try:
            with limited_time(), self._watch.armed(self._folder):
                found = survey(path, SETTINGS, lambda *_: None)
        except MediumError:
            return
        try:
            for header in found.headers.values():
                self._file(disc, found, header, random)
            with self._watch.armed(self._folder):
                _require_account(found, disc)
        finally:
            found.medium.close()
        require(_content(self._folder) == before, "the medium was changed")

    def _file(self, disc: Disc, found: Survey, header: InstanceHeader, random: Random) -> None:
        started = time.monotonic()
        still_alive()
        try:
            with limited_time(), self._watch.armed(self._folder):
                self._content(found, header, random)
        except (Exception, HangError) as error:  # noqa: BLE001  the other files come too
            data = disc.files.get(header.file.path)
            kept = disc if data is None else Disc({"X": data})
            self._findings.add("pipeline", kept.packed(), error, header.file.path)
        took = time.monotonic() - started
        self.tally.slowest_s = max(self.tally.slowest_s, took)

    def _content(self, found: Survey, header: InstanceHeader, random: Random) -> None:
        if header.image is None:
            if is_document(header):
                self._document(found, header)
            return
        last = header.image.pixels.number_of_frames - 1
        for index in sorted({0, last}):
            try:
                self._draw(found, header, header.image, index, random)
                self.tally.shown += 1
            except (PixelError, FileReadError) as error:
                self.tally.refused += 1
                name = type(error).__name__
                self.tally.refusals[name] = self.tally.refusals.get(name, 0) + 1
                require(str(error), "a frame is not shown and nobody says why")

    def _document(self, found: Survey, header: InstanceHeader) -> None:
        for job in (parse_report, encapsulated_document, read_tags):
            try:
                found.medium.parsed(header.file, job)
            except FileReadError as error:
                require(str(error), "a document is not shown and nobody says why")

    def _draw(
        self, found: Survey, header: InstanceHeader, image: ImageFacts, index: int, random: Random
    ) -> None:
        key = FrameKey(header.file, index)
        frame = load_frame(found.medium, header, key, self._pool)
        shape = (image.pixels.rows, image.pixels.columns)
        require(frame.pixels.shape[:2] == shape, "a frame of another size than described")
        frame = self._colours.applied(frame, image)
        ready = prepare(frame, image, image.frame(index))
        size = random.choice(_SIZES)
        words = self._renderer.render(ready, _presentation(random), _view(random), size)
        require(words.shape == size[::-1], "a picture of another size than asked for")
        require(words.dtype == np.uint32, "a picture of another type")
        require(bool((words >> 24 == 0xFF).all()), "a picture that one can look through")
        self._renderer.forget()


@contextmanager
def placed(disc: Disc, folder: Path) -> Iterator[Path]:
    """The disc below `folder`, and nothing of it afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield disc.write(folder)
    finally:
        shutil.rmtree(folder)


def run(
    pipeline: Pipeline, seed: int, until: float, inputs: int, first: int = 0
) -> Iterator[tuple[int, Disc]]:
    """Discs number `first` and following through the pipeline, until the time or work is over."""
    number = first
    while pipeline.tally.inputs < inputs and time.monotonic() < until:
        random = disc_random(seed, number)
        disc = damaged_disc(random)
        pipeline.run(disc, random)
        yield number, disc
        number += 1


def disc_random(seed: int, number: int) -> Random:
    """Where all chance of a disc comes from."""
    return Random(f"{seed}/{number}")  # noqa: S311  damage, no secrets


def _presentation(random: Random) -> Presentation:
    voi = None
    if random.random() < 0.3:
        voi = Window(random.uniform(-2000, 4000), random.uniform(1, 5000), source=VoiSource.USER)
    return Presentation(
        voi=voi,
        inverted=random.random() < 0.3,
        show_overlays=random.random() < 0.8,
        smooth=random.random() < 0.7,
        colour_window=(0.2, 1.5) if random.random() < 0.2 else None,
        colour_reading=random.choice(list(ColourReading)),
    )


def _view(random: Random) -> ViewState:
    return ViewState(
        fit=random.choice(list(FitMode)),
        zoom=random.choice((0.01, 0.5, 1.0, 3.0, 64.0)),
        center=random.choice((None, (0.0, 0.0), (1e6, -1e6))),
        quarter_turns=random.randrange(4),
        flipped=random.random() < 0.5,
    )


def _require_account(found: Survey, disc: Disc) -> None:
    """Every file is readable, named in a finding, or counted as no DICOM (S-05)."""
    if disc.zipped or "A.ZIP" in disc.files:
        return  # the files inside are counted one by one
    named = {finding.path for finding in found.report.findings}
    known = {file.path for file in found.headers} | named
    directories = {name for name in disc.files if name.lower().endswith("dicomdir")}
    silent = set(disc.files) - known - directories
    require(len(silent) <= found.report.other_files, "a file is neither read nor reported")


def _content(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file."""
    found = {}
    for path in folder.rglob("*"):
        state = path.stat()
        found[str(path)] = (state.st_size, state.st_mtime_ns)
    return found
