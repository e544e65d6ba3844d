"""`lightbox info PATH`: what is on a medium, for people or as JSON."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from viewer.app.survey import Survey, survey
from viewer.app.wording import format_date, modality_name, series_title
from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.model.entities import Instance, Patient, Series, Study
from viewer.model.findings import LoadReport
from viewer.settings import Settings


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "info",
        help="list what is on a medium",
        description="List patients, studies and series. Only headers are read; `lightbox check` "
        "also decodes every picture.",
    )
    parser.add_argument("path", type=Path, help="drive, folder, file, DICOMDIR or ZIP")
    add_password(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the tree and the findings."""
    unlock([options.path], options.password)
    line = ProgressLine("reading")
    found = survey(options.path, Settings(), line)
    line.close()
    if options.json:
        json.dump(as_json(found), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(as_text(found))
    found.medium.close()
    if not found.report.counts.readable:
        return ExitCode.UNREADABLE
    return ExitCode.FINDINGS if found.report.has_problems else ExitCode.OK


def as_json(found: Survey) -> dict[str, Any]:
    """The documented structure; paths are relative to the medium."""
    counts = found.report.counts
    return {
        "patients": [_patient(found, patient) for patient in found.file_set.patients],
        "findings": findings_as_json(found.report),
        "counts": {
            "referenced": counts.referenced or 0,
            "found": counts.found,
            "readable": counts.readable,
            "shown": counts.shown,
        },
    }


def findings_as_json(report: LoadReport) -> list[dict[str, str]]:
    """Findings with stable codes."""
    return [
        {"code": f.code.value, "severity": f.severity.value, "path": f.path, "message": f.detail}
        for f in report.findings
    ]


def _patient(found: Survey, patient: Patient) -> dict[str, Any]:
    facts = patient.facts
    return {
        "name": facts.name,
        "id": facts.patient_id,
        "birth_date": facts.birth_date,
        "sex": facts.sex,
        "studies": [_study(found, study) for study in patient.studies],
    }


def _study(found: Survey, study: Study) -> dict[str, Any]:
    return {
        "uid": study.facts.uid,
        "date": study.facts.date,
        "description": study.facts.description,
        "series": [_series(found, series) for series in study.series],
    }


def _series(found: Survey, series: Series) -> dict[str, Any]:
    return {
        "uid": series.facts.uid,
        "number": series.facts.number,
        "modality": series.facts.modality,
        "description": series.facts.description,
        "instances": [_instance(found, instance) for instance in series.instances],
    }


def _instance(found: Survey, instance: Instance) -> dict[str, Any]:
    header = found.headers.get(instance.file)
    frames = instance.frames or 0
    if header is not None:
        frames = header.image.pixels.number_of_frames if header.image else 0
    return {
        "sop_instance_uid": instance.sop_instance_uid,
        "sop_class_uid": instance.sop_class_uid,
        "transfer_syntax_uid": instance.transfer_syntax_uid,
        "path": instance.file.path,
        "frames": frames,
    }


def as_text(found: Survey) -> str:
    """The tree in words."""
    lines = []
    for patient in found.file_set.patients:
        facts = patient.facts
        birth = format_date(facts.birth_date)
        birth = f", born {birth}" if birth else ""
        sex = f", {facts.sex}" if facts.sex else ""
        lines.append(f"{facts.name or 'no name'} (id {facts.patient_id or 'none'}{birth}{sex})")
        for study in patient.studies:
            date = format_date(study.facts.date) or "no date"
            lines.append(f"  {date}  {study.facts.description or 'study without description'}")
            for series in study.series:
                kind = modality_name(series.facts.modality)
                count = len(series.instances)
                lines.append(f"    {series_title(series.facts)}  [{kind}, {count} objects]")
    counts = found.report.counts
    expected = f" of {counts.referenced} listed" if counts.referenced else ""
    lines.append(f"{counts.readable}{expected} readable, {counts.shown} can be shown")
    if found.report.findings:
        lines.append(f"{len(found.report.findings)} findings: see `lightbox check`")
    return "\n".join(lines) + "\n"
