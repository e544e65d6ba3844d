"""What every job that writes objects is given, and how its sources are looked through."""

from __future__ import annotations

from viewer.media.cancel import CancelToken
from viewer.publish.request import Progress, Request, Work
from viewer.publish.sources import Sources
from viewer.publish.survey import Survey, survey
from viewer.settings import Settings


class Job:
    """A request, and whom to tell of it."""

    def __init__(
        self,
        request: Request,
        progress: Progress = lambda *_: None,
        cancel: CancelToken | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._request = request
        self._work = Work(progress, cancel or CancelToken(), settings or Settings())

    def survey(self) -> Survey:
        """Read the sources, for many plans; raises MediumError, CancelledError."""
        with self._opened() as sources:
            return self._surveyed(sources)

    def _opened(self) -> Sources:
        return Sources(self._request.sources, self._work.settings)

    def _surveyed(self, sources: Sources, *, whole: bool = False) -> Survey:
        work = self._work
        return survey(
            sources,
            self._request.profile,
            work.settings,
            lambda done: work.progress("looking", done, None),
            work.cancel,
            whole=whole,
        )
