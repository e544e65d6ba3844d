"""A medium looked through to its end, for commands: headers, display sets, and all pixels."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.open_medium import can_show
from viewer.app.pixel_problems import PixelProblems
from viewer.app.series_sets import SeriesKey, SeriesSets, SeriesState
from viewer.errors import (
    DecodeError,
    FileReadError,
    PixelError,
)
from viewer.media.cancel import CancelToken
from viewer.media.load import load_frame
from viewer.media.medium import LoadEvent, Medium
from viewer.model.display_set import ImageStack
from viewer.model.findings import LoadReport
from viewer.model.image import FileKey, FrameKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from viewer.media.decoders.pool import DecoderPool
    from viewer.model.entities import FileSet
    from viewer.model.header import InstanceHeader
    from viewer.settings import Settings


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything the headers of a medium tell."""

    medium: Medium
    file_set: FileSet
    headers: Mapping[FileKey, InstanceHeader]
    series: Mapping[SeriesKey, SeriesState]
    report: LoadReport


def survey(path: Path, settings: Settings, progress: Callable[[int, int | None], None]) -> Survey:
    """Read all headers under `path`; raises MediumError."""
    medium = Medium.open(path, 1, settings)
    medium.read_directory()
    headers: dict[FileKey, InstanceHeader] = {}

    def on_event(event: LoadEvent) -> None:
        headers.update((header.file, header) for header in event.headers)
        progress(event.done, event.total)

    medium.complete(on_event, CancelToken(), scan_all=True)
    file_set = medium.file_set()
    report = medium.report(can_show)
    sets = SeriesSets(medium.number)
    for header in headers.values():
        sets.add(header)
    counts = {series.series_uid: series.counts for series in report.series}
    series = sets.update(file_set, counts, complete=True)
    stack_findings = tuple(
        finding
        for state in series.values()
        for display_set in state.display_sets
        if isinstance(display_set, ImageStack)
        for finding in display_set.findings
    )
    report = replace(report, findings=report.findings + stack_findings)
    return Survey(medium, file_set, headers, series, report)


def check_pixels(
    found: Survey,
    pool: DecoderPool,
    workers: int,
    progress: Callable[[int, int | None], None],
) -> LoadReport:
    """Decode every frame of every image; the report with what that showed.

    An instance counts as shown only if all of its frames do.
    """
    jobs = list(_frames(found.medium, found.headers.values()))
    problems = PixelProblems()
    with ThreadPoolExecutor(workers, thread_name_prefix="check") as threads:
        results = threads.map(lambda job: _try(found.medium, job[0], job[1], pool), jobs)
        for number, ((header, key), outcome) in enumerate(zip(jobs, results, strict=True)):
            progress(number + 1, len(jobs))
            for problem in outcome:
                problems.add(header, key.frame_index, problem)
    return problems.applied_to(found.report)


def _frames(
    medium: Medium, headers: Iterable[InstanceHeader]
) -> Iterable[tuple[InstanceHeader, FrameKey]]:
    for header in headers:
        if header.image is not None:
            stated = header.image.pixels.number_of_frames
            # The first frame that is not there stands for all behind it.
            tried = stated if stated == 1 else min(stated, _there(medium, header.file) + 1)
            for index in range(tried):
                yield header, FrameKey(header.file, index)


def _there(medium: Medium, file: FileKey) -> int:
    try:
        return medium.frame_count(file)
    except (PixelError, FileReadError):  # told when the frame is read
        return 0


def _try(
    medium: Medium, header: InstanceHeader, key: FrameKey, pool: DecoderPool
) -> tuple[Exception | str, ...]:
    try:
        return load_frame(medium, header, key, pool).notices
    except (PixelError, FileReadError) as error:
        return (error,)
    except Exception as error:  # noqa: BLE001  a job runner: one frame fails, not the check
        return (DecodeError(f"unexpected {type(error).__name__}"),)
