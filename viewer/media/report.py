"""The load report: what was promised, there, readable and shown, nothing dropped (M-041, S-05)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from viewer.limits import FRAMES
from viewer.media.catalogue import SeriesNode
from viewer.model.entities import FileSet
from viewer.model.findings import (
    Counts,
    Finding,
    FindingCode,
    LoadReport,
    SeriesCounts,
    Severity,
)
from viewer.model.header import InstanceHeader
from viewer.model.sop_classes import is_picture

_SR_CLASSES = "1.2.840.10008.5.1.4.1.1.88."
_PDF = "application/pdf"

CanShow = Callable[[InstanceHeader], bool]


def load_report(
    series: Iterable[SeriesNode],
    count_shown: Callable[[SeriesNode], int],
    findings: tuple[Finding, ...],
    other_files: int,
) -> LoadReport:
    """Count each series and the whole.

    Instances in several series nodes of one UID, as on discs with mixed patients, are added up.
    """
    per_series: dict[str, Counts] = {}
    for node in series:
        counts = node.counts(count_shown)
        known = per_series.get(node.facts.uid)
        per_series[node.facts.uid] = counts if known is None else known + counts
    whole = Counts()
    for counts in per_series.values():
        whole += counts
    return LoadReport(
        whole,
        tuple(SeriesCounts(uid, counts) for uid, counts in per_series.items()),
        findings,
        other_files,
    )


def is_shown_by_default(header: InstanceHeader) -> bool:
    """Images, presentation states, PDF and reports; who decodes pictures is known further up."""
    shown = header.image is not None or header.state is not None
    return shown or is_document(header)


def is_document(header: InstanceHeader) -> bool:
    """A structured report or an encapsulated PDF."""
    return header.mime_type == _PDF or header.sop_class_uid.startswith(_SR_CLASSES)


def object_findings(header: InstanceHeader, series_uid: str) -> Iterator[Finding]:
    """What one readable header says about itself."""
    path = header.file.path
    if header.state_problem:
        detail = header.state_problem
        yield Finding(FindingCode.STATE_UNUSABLE, Severity.WARNING, detail, path, series_uid)
    elif header.image is None and header.state is None and not is_document(header):
        problem = header.image_problem
        if not problem and is_picture(header.sop_class_uid):
            problem = "a picture without pixel data"
        code = FindingCode.PIXELS_DAMAGED if problem else FindingCode.UNSUPPORTED_OBJECT
        severity = Severity.ERROR if problem else Severity.INFO
        detail = problem or f"SOP Class {header.sop_class_uid or 'not named'}"
        yield Finding(code, severity, detail, path, series_uid)
    if header.cut_off:
        detail = header.deviations[-1] if header.deviations else "the file is damaged"
        yield Finding(FindingCode.FILE_CUT_OFF, Severity.ERROR, detail, path, series_uid)
    if header.image is not None and header.image.missing_frames:
        there = header.image.pixels.number_of_frames
        what = "the first {} are shown" if there == FRAMES else "at most {} are there"
        stated = there + header.image.missing_frames
        detail = f"{stated} frames stated, {what.format(there)}"
        yield Finding(FindingCode.PIXELS_TRUNCATED, Severity.ERROR, detail, path, series_uid)
    if header.deviations:
        detail = "; ".join(header.deviations)
        yield Finding(FindingCode.NOT_CONFORMANT, Severity.INFO, detail, path, series_uid)


def file_set_findings(file_set: FileSet, *, is_complete: bool) -> Iterator[Finding]:
    """What the medium as a whole is: of several patients, or without a picture."""
    people = Counter(patient.facts.identity for patient in file_set.patients)
    if len(people) > 1:
        detail = f"{len(people)} identities"
        yield Finding(FindingCode.SEVERAL_PATIENTS, Severity.WARNING, detail)
    if is_complete and not file_set.instances():
        yield Finding(FindingCode.NO_DICOM, Severity.ERROR, "no DICOM object was found")
