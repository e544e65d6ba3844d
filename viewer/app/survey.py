"""A medium looked through to its end, for commands: headers, display sets, and all pixels."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.open_medium import can_show
from viewer.app.series_sets import SeriesKey, SeriesSets, SeriesState
from viewer.errors import (
    DecodeError,
    FileReadError,
    PixelError,
    TruncatedPixelsError,
    UnsupportedTransferSyntaxError,
)
from viewer.media.cancel import CancelToken
from viewer.media.load import load_frame
from viewer.media.medium import LoadEvent, Medium
from viewer.model.display_set import ImageStack
from viewer.model.findings import Finding, FindingCode, LoadReport, Severity
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
    jobs = list(_frames(found.headers.values()))
    problems: dict[FileKey, list[tuple[int, Exception | str]]] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="check") as threads:
        results = threads.map(lambda job: _try(found.medium, job[0], job[1], pool), jobs)
        for number, ((header, key), outcome) in enumerate(zip(jobs, results, strict=True)):
            progress(number + 1, len(jobs))
            for problem in outcome:
                problems.setdefault(header.file, []).append((key.frame_index, problem))
    findings = tuple(
        _finding(found.headers[file], group) for file, group in sorted(problems.items())
    )
    broken = Counter(
        found.headers[file].series.uid
        for file, group in problems.items()
        if any(isinstance(problem, Exception) for _, problem in group)
    )
    return _without(replace(found.report, findings=found.report.findings + findings), broken)


def _without(report: LoadReport, broken: Counter[str]) -> LoadReport:
    """The report with the broken instances of each series no longer counted as shown."""
    series = tuple(
        replace(one, counts=replace(one.counts, shown=one.counts.shown - broken[one.series_uid]))
        for one in report.series
    )
    counts = replace(report.counts, shown=report.counts.shown - broken.total())
    return replace(report, series=series, counts=counts)


def _frames(headers: Iterable[InstanceHeader]) -> Iterable[tuple[InstanceHeader, FrameKey]]:
    for header in headers:
        if header.image is not None:
            for index in range(header.image.pixels.number_of_frames):
                yield header, FrameKey(header.file, index)


def _try(
    medium: Medium, header: InstanceHeader, key: FrameKey, pool: DecoderPool
) -> tuple[Exception | str, ...]:
    try:
        return load_frame(medium, header, key, pool).notices
    except (PixelError, FileReadError) as error:
        return (error,)
    except Exception as error:  # noqa: BLE001  a job runner: one frame fails, not the check
        return (DecodeError(f"unexpected {type(error).__name__}"),)


def _finding(header: InstanceHeader, problems: list[tuple[int, Exception | str]]) -> Finding:
    """One finding a file: the first problem, and how many frames have one."""
    errors = [(index, p) for index, p in problems if isinstance(p, Exception)]
    index, first = (errors or problems)[0]
    code = FindingCode.PIXELS_DAMAGED
    if isinstance(first, UnsupportedTransferSyntaxError):
        code = FindingCode.PIXELS_UNSUPPORTED
    elif isinstance(first, TruncatedPixelsError):
        code = FindingCode.PIXELS_TRUNCATED
    frames = len({index for index, _ in errors or problems})
    more = f" ({frames} frames)" if frames > 1 else ""
    severity = Severity.ERROR if errors else Severity.WARNING
    detail = f"frame {index + 1}: {first}{more}"
    return Finding(code, severity, detail, header.file.path, header.series.uid)
