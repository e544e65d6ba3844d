"""A damaged disc being rescued beside the window: what is read is kept, so that one can go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.deid_engine import load_engine
from viewer.app.making import Making, Progress
from viewer.model.findings import FindingCode

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import LoadReport
    from viewer.publish.rescue.job import Rescued

_ENGINE: Final = ("viewer.publish.publisher", "viewer.publish.rescue.job")
# What is done one after the other, and about how long it takes.
_STEPS: Final = (
    ("reading", 12),
    ("narrowing down scratches", 2),
    ("trying every sector", 4),
    ("trying again", 4),
    ("looking at files", 1),
    ("writing", 3),
    ("checking", 2),
)
_READ_ERRORS: Final = frozenset(
    {
        FindingCode.FILE_UNREADABLE,
        FindingCode.FOLDER_UNREADABLE,
        FindingCode.DIRECTORY_DAMAGED,
    }
)


def may_be_rescued(report: LoadReport) -> bool:
    """Whether something could not be read that another try may read."""
    return any(finding.code in _READ_ERRORS for finding in report.findings)


def work_of(target: Path) -> Path:
    """Where what was read is kept while something is missing; `rescue.job` says the same."""
    return target.with_name(f"{target.name}.rescue")


class RescueInTheMaking(Making["Rescued"]):
    """Runs one rescue; what was read stays for another try, whatever happens."""

    def start(self, source: Path, target: Path) -> None:
        """Read what can be read and make a copy of it."""
        phases = tuple(name for name, _ in _STEPS)
        weights = tuple(weight for _, weight in _STEPS)

        def work(cancel: CancelToken) -> Rescued:
            load_engine(_ENGINE)
            from viewer.publish.rescue.account import account  # noqa: PLC0415  when it is asked for
            from viewer.publish.rescue.job import Rescue, RescueRequest  # noqa: PLC0415  as above

            request = RescueRequest(source, target)
            rescue = Rescue(request, self.tell, cancel)
            return rescue.run(lambda found: account(found, request.made))

        self.run(Progress(phases=phases, weights=weights), work)
