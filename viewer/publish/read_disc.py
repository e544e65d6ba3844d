"""What lies on a staged or finished disc, read back from its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.media.cancel import CancelToken
from viewer.media.medium import LoadEvent, Medium
from viewer.publish.contents import PlacedHeader, patients_of
from viewer.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.model.header import InstanceHeader
    from viewer.publish.contents import DiscPatient


def patients_on(
    tree: Path, left_out: dict[str, int] | None = None, cancel: CancelToken | None = None
) -> tuple[DiscPatient, ...]:
    """Everybody on the disc at `tree`, everything in the order of its File IDs.

    `left_out` as of `patients_of`. Raises MediumError, CancelledError.
    """
    headers: list[InstanceHeader] = []
    medium = Medium.open(tree, 1, Settings())
    try:
        medium.read_directory()

        def take(event: LoadEvent) -> None:
            headers.extend(event.headers)

        medium.complete(take, cancel or CancelToken())
    finally:
        medium.close()
    newest = {header.file.path: header for header in headers}  # a later one knows more
    ordered = (newest[path] for path in sorted(newest))
    placed = (PlacedHeader(header, tuple(header.file.path.split("/"))) for header in ordered)
    return patients_of(placed, left_out)
