"""A copy without identity being made, beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.deid_engine import load_engine
from viewer.app.making import Making, Progress
from viewer.deid.output import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.seen_media import SeenMedia
    from viewer.deid.account import Account
    from viewer.deid.output import Output
    from viewer.deid.request import Request
    from viewer.media.cancel import CancelToken

PHASES: Final = ("copying", "checking")  # each about as long as the other
DRAWING, PACKING = "drawing", "packing"


def phases_of(output: Output) -> tuple[str, ...]:
    """What is done one after the other for such a copy."""
    drawn = () if output.kind is Kind.DICOM else (DRAWING,)
    return (*PHASES, *drawn, *((PACKING,) if output.as_zip else ()))


class CopyInTheMaking(Making["Account"]):
    """Runs one job; nothing is there until all of it is."""

    request: Request | None = None

    @property
    def account(self) -> Account | None:
        """What was done, once it is."""
        return self.outcome

    @property
    def result(self) -> Path | None:
        """Where the copy is, once it is there."""
        is_there = self.outcome is not None and self.request is not None
        return self.request.result if is_there and self.request is not None else None

    def start(self, request: Request, seen: SeenMedia | None = None) -> None:
        """Make the copy of what was `seen`, if that is still there."""
        self.request = request
        phases = phases_of(request.output)

        def tell(phase: str, done: int, total: int | None) -> None:
            before = self.progress
            again = before.phase != phase and before.phase in PHASES[1:] and phase == PHASES[0]
            if again:  # a later file taught what an earlier one held
                self.start_anew()
            self.progress = Progress(phase, done, total, before.is_again or again, phases)

        def work(cancel: CancelToken) -> Account:
            if seen is not None:
                seen.check()
            load_engine()
            from viewer.deid.job import run  # noqa: PLC0415  pydicom, when something is copied

            return run(request, tell, cancel)

        self.run(Progress(phases=phases), work)
