"""What lies on a staged or finished disc, read back from its files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.media.cancel import CancelToken
from viewer.media.medium import LoadEvent, Medium
from viewer.publish.contents import PlacedHeader, patients_of
from viewer.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.model.findings import LoadReport
    from viewer.model.header import InstanceHeader, PatientFacts
    from viewer.publish.contents import DiscPatient


def patients_on(
    tree: Path, left_out: dict[str, int] | None = None, cancel: CancelToken | None = None
) -> tuple[DiscPatient, ...]:
    """Everybody on the disc at `tree`, everything in the order of its File IDs.

    `left_out` as of `patients_of`. Raises MediumError, CancelledError.
    """
    return patients_of(seen_on(tree, Settings(), cancel or CancelToken()).placed, left_out)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the viewer's reader finds on a disc; `placed` in the order of names."""

    report: LoadReport
    people: tuple[PatientFacts, ...]  # who has something there
    placed: tuple[PlacedHeader, ...]


def seen_on(place: Path, settings: Settings, cancel: CancelToken) -> Seen:
    """Open a disc as the viewer does and read all of it; raises MediumError, CancelledError."""
    headers: list[InstanceHeader] = []
    medium = Medium.open(place, 1, settings)
    try:
        medium.read_directory()

        def take(event: LoadEvent) -> None:
            headers.extend(event.headers)

        medium.complete(take, cancel)
        people = tuple(
            patient.facts
            for patient in medium.file_set().patients
            if any(series.instances for study in patient.studies for series in study.series)
        )
        report = medium.report()
    finally:
        medium.close()
    newest = {header.file.path: header for header in headers}  # a later one knows more
    ordered = (newest[path] for path in sorted(newest))
    placed = (PlacedHeader(header, tuple(header.file.path.split("/"))) for header in ordered)
    return Seen(report, people, tuple(placed))
