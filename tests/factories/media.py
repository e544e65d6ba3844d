"""A medium read to its end, for tests."""

from collections import Counter
from pathlib import Path

from viewer.media.cancel import CancelToken
from viewer.media.medium import LoadEvent, Medium
from viewer.model.findings import FindingCode, LoadReport
from viewer.settings import Settings


def load(path: Path, *, scan_all: bool = False) -> tuple[Medium, list[LoadEvent]]:
    medium = Medium.open(path, 7, Settings())
    medium.read_directory()
    events: list[LoadEvent] = []
    medium.complete(events.append, CancelToken(), scan_all=scan_all)
    return medium, events


def report_of(path: Path) -> LoadReport:
    medium, _ = load(path)
    report = medium.report()
    medium.close()
    return report


def codes(report: LoadReport) -> Counter[FindingCode]:
    return Counter(finding.code for finding in report.findings)
