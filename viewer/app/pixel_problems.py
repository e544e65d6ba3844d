"""Frames that cannot be shown, as the load report tells of them (S-05, S-11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.open_medium import can_show
from viewer.errors import TruncatedPixelsError, UnsupportedTransferSyntaxError
from viewer.model.findings import Finding, FindingCode, LoadReport, Severity

if TYPE_CHECKING:
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FileKey

Problem = Exception | str  # a frame that is not shown, or one that is shown with a doubt


class PixelProblems:
    """What decoding found, file by file; an object is shown only if all of its frames are."""

    def __init__(self) -> None:
        self._files: dict[FileKey, tuple[InstanceHeader, dict[int, Problem]]] = {}

    def add(self, header: InstanceHeader, frame_index: int, problem: Problem) -> bool:
        """Note the problem of one frame; False if the frame was noted before."""
        _, frames = self._files.setdefault(header.file, (header, {}))
        if isinstance(frames.get(frame_index), Exception) or frames.get(frame_index) == problem:
            return False
        frames[frame_index] = problem
        return True

    def solved(self, file: FileKey, frame_index: int) -> bool:
        """Forget a frame that came after all; False if it had no problem."""
        _, frames = self._files.get(file, (None, {}))
        if frames.pop(frame_index, None) is None:
            return False
        if not frames:
            del self._files[file]
        return True

    def applied_to(self, report: LoadReport) -> LoadReport:
        """The report with these findings, and without what cannot be shown after all."""
        if not self._files:
            return report
        noted = [self._files[file] for file in sorted(self._files)]
        broken = Counter(
            header.series.uid
            for header, frames in noted
            if can_show(header) and any(isinstance(p, Exception) for p in frames.values())
        )
        series = tuple(
            replace(
                one, counts=replace(one.counts, shown=one.counts.shown - broken[one.series_uid])
            )
            for one in report.series
        )
        return replace(
            report,
            counts=replace(report.counts, shown=report.counts.shown - broken.total()),
            series=series,
            findings=report.findings + tuple(_finding(*one) for one in noted),
        )


def _finding(header: InstanceHeader, frames: dict[int, Problem]) -> Finding:
    """One finding a file: the first problem, and how many frames have one."""
    errors = {index: p for index, p in frames.items() if isinstance(p, Exception)}
    worst = errors or frames
    index = min(worst)
    first = worst[index]
    code = FindingCode.PIXELS_DAMAGED if errors else FindingCode.PIXELS_DOUBTFUL
    if isinstance(first, UnsupportedTransferSyntaxError):
        code = FindingCode.PIXELS_UNSUPPORTED
    elif isinstance(first, TruncatedPixelsError):
        code = FindingCode.PIXELS_TRUNCATED
    more = f" ({len(worst)} frames)" if len(worst) > 1 else ""
    severity = Severity.ERROR if errors else Severity.WARNING
    detail = f"frame {index + 1}: {first}{more}"
    return Finding(code, severity, detail, header.file.path, header.series.uid)
