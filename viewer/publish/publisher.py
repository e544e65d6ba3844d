"""From places with studies to verified discs: plan, stage, verify - or nothing at all (M-076)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.media.decoders.pool import DecoderPool
from viewer.publish.delivery import check_room, check_target, deliver, folder_beside, has_room
from viewer.publish.disc_maker import DiscMaker, Made
from viewer.publish.errors import NothingError
from viewer.publish.gates import Gate
from viewer.publish.job import Job
from viewer.publish.plan import PublishPlan, Rules, make_plan
from viewer.publish.request import Request
from viewer.publish.stage import Staged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.publish.handling import LeftOutFile
    from viewer.publish.survey import Survey

__all__ = ["Published", "Publisher", "Request"]


@dataclass(frozen=True, slots=True)
class Published:
    """A finished job; `places` are the folders or images, one for each disc."""

    plan: PublishPlan
    places: tuple[Path, ...]
    objects: int
    left_out: Counter[str]
    filled: Counter[str]  # keys of directories that objects lack, by keyword
    gates: tuple[Gate, ...]
    notices: tuple[str, ...] = ()
    left_out_files: tuple[LeftOutFile, ...] = ()  # the first ones of them

    @property
    def has_findings(self) -> bool:
        """Whether somebody should look: objects left out, or a check of others that failed."""
        return bool(self.left_out) or any(gate.passed is False for gate in self.gates)


class Publisher(Job):
    """One job: `plan` shows what would be done, `run` does it."""

    def plan(self, known: Survey | None = None) -> PublishPlan:
        """Read the sources, unless they are `known`, and decide; writes nothing.

        Raises RefusedError, MediumError, CancelledError.
        """
        return self._planned(known if known is not None else self.survey())

    def run(
        self,
        confirm: Callable[[PublishPlan], bool] = lambda _: True,
        known: Survey | None = None,
    ) -> Published | None:
        """Make the discs: all of them are there at the end, or nothing; None if not confirmed.

        `known` is what is in the sources, or what is wanted of it, if they were read before.

        Raises:
            RefusedError: the plan breaks a rule.
            TargetError, WriteError: the place is in use or cannot be written, or is full.
            VerifyError: what was read back is not what was written.
            MediumError: a source cannot be opened, or was taken out.
            CancelledError: by the token.
        """
        request, work = self._request, self._work
        check_target(request)
        with self._opened() as sources:
            found = known if known is not None else self._surveyed(sources, whole=True)
            plan = self._planned(found)
            if not has_room(request, plan):
                plan = make_plan(found, plan.rules.without_archives())
            if not confirm(plan):
                return None
            check_room(request, plan)
            with folder_beside(request.target) as folder, DecoderPool(work.settings.decode) as pool:
                maker = DiscMaker(request, work, folder, sources, pool)
                every = [maker.make(disc, len(plan.discs)) for disc in plan.discs]
                made = [one for one in every if isinstance(one, Made)]
                empty = [one for one in every if isinstance(one, Staged)]
                if not made:
                    words, _ = sum((one.left_out for one in empty), Counter()).most_common(1)[0]
                    raise NothingError(f"nothing could be written; most often: {words}")
                places = deliver(request, made)
        return _account(plan, made, empty, places)

    def _planned(self, found: Survey) -> PublishPlan:
        request = self._request
        rules = Rules(
            request.profile,
            request.medium,
            request.several_patients,
            request.disc_for_each,
            request.deidentified,
            request.wanted.kits,
            web=request.wanted.pages is not None,
        )
        return make_plan(found, rules)


def _account(
    plan: PublishPlan, made: Sequence[Made], empty: Sequence[Staged], places: tuple[Path, ...]
) -> Published:
    left_out, filled = Counter(plan.left_out), Counter[str]()
    named = list(plan.left_out_files)
    for staged in (*empty, *(one.staged for one in made)):
        left_out += staged.left_out
        named += staged.left_out_files
        filled += staged.filled
    return Published(
        plan,
        places,
        sum(len(one.staged.files) for one in made),
        left_out,
        filled,
        tuple(gate for one in made for gate in one.gates),
        tuple(notice for one in made for notice in one.notices),
        tuple(named),
    )
