"""`lightbox check PATH`: is everything on a medium readable?"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from viewer.app.survey import Survey, check_pixels, survey
from viewer.app.wording import series_title
from viewer.cli.exit_code import ExitCode
from viewer.cli.info_command import findings_as_json
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.model.findings import Counts, LoadReport, Severity
from viewer.model.safe_text import visible
from viewer.model.wording import describe, title
from viewer.settings import Settings

MARKS = {Severity.ERROR: "!!", Severity.WARNING: "! ", Severity.INFO: "i "}


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "check",
        help="check that everything on a medium is readable",
        description="Read every header and decode every picture, and report what is expected, "
        "found, readable and shown. Exit status 0 clean, 1 findings, 3 unreadable.",
    )
    parser.add_argument("path", type=Path, help="drive, folder, file, DICOMDIR or ZIP")
    add_password(parser)
    parser.add_argument(
        "--headers-only", action="store_true", help="do not decode the pictures (much faster)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the load report."""
    unlock([options.path], options.password)
    settings = Settings()
    line = ProgressLine("reading")
    found = survey(options.path, settings, line)
    line.close()
    report = found.report
    if not options.headers_only:
        from viewer.media.decoders.pool import DecoderPool  # noqa: PLC0415  loads numpy

        line = ProgressLine("decoding pictures")
        with DecoderPool(settings.decode) as pool:
            report = check_pixels(found, pool, settings.decode.workers + 1, line)
        line.close()
    found.medium.close()
    sys.stdout.write(_as_json(report) if options.json else _as_text(found, report))
    if not report.counts.readable:
        return ExitCode.UNREADABLE
    return ExitCode.FINDINGS if report.has_problems else ExitCode.OK


def _as_json(report: LoadReport) -> str:
    document = {
        "counts": _counts(report.counts),
        "series": [{"uid": s.series_uid, **_counts(s.counts)} for s in report.series],
        "other_files": report.other_files,
        "findings": findings_as_json(report),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _counts(counts: Counts) -> dict[str, int | None]:
    return {
        "referenced": counts.referenced,
        "found": counts.found,
        "readable": counts.readable,
        "shown": counts.shown,
    }


def _as_text(found: Survey, report: LoadReport) -> str:
    titles = {
        series.facts.uid: series_title(series.facts)
        for patient in found.file_set.patients
        for study in patient.studies
        for series in study.series
    }
    lines = [f"{'expected':>9}{'found':>9}{'readable':>9}{'shown':>9}  series"]
    lines += [
        _row(series.counts, titles.get(series.series_uid, "series without number"))
        for series in report.series
    ]
    lines.append(_row(report.counts, "altogether"))
    if report.other_files:
        lines.append(f"{report.other_files} other files that are not DICOM objects")
    kinds = Counter((f.severity, f.code) for f in report.findings)
    for (severity, code), count in sorted(kinds.items()):
        lines += ["", f"{MARKS[severity]} {title(code)}", f"   {describe(code, count)}"]
        lines += [
            f"   - {visible(f.path) or 'medium'}: {f.detail}"
            for f in report.findings
            if (f.severity, f.code) == (severity, code)
        ]
    if not report.has_problems:
        lines += ["", "Everything is readable."]
    return "\n".join(lines) + "\n"


def _row(counts: Counts, name: str) -> str:
    expected = "-" if counts.referenced is None else str(counts.referenced)
    return f"{expected:>9}{counts.found:>9}{counts.readable:>9}{counts.shown:>9}  {name}"
