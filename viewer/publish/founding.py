"""A first file-set on a stick that may have other things: beside them, none of them touched."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.media.cancel import CancelToken
from viewer.publish import verify
from viewer.publish.delivery import check_room, folder_beside
from viewer.publish.errors import TargetError, VerifyError
from viewer.publish.publisher import Publisher
from viewer.publish.stage import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.publish.plan import PublishPlan
    from viewer.publish.publisher import Published
    from viewer.publish.request import Progress, Request
    from viewer.publish.survey import Survey
    from viewer.settings import Settings

_NEW = "NEW"


class Founder:
    """One job; `request.target` is a folder or stick without a DICOMDIR in its root.

    All of it is made and checked in a folder on the stick and then moved to its root, the
    directory last: until then the stick is no disc of pictures.
    """

    def __init__(
        self,
        request: Request,
        progress: Progress = lambda *_: None,
        cancel: CancelToken | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._request = request
        self._root = request.target.absolute()
        self._given = (progress, cancel or CancelToken(), settings)

    def plan(self, known: Survey | None = None) -> PublishPlan:
        """What would be put there; raises as `Publisher.plan`, and TargetError."""
        return Publisher(self._request, *self._given).plan(known)

    def run(
        self,
        confirm: Callable[[PublishPlan], bool] = lambda _: True,
        known: Survey | None = None,
    ) -> Published | None:
        """Put all of it there, or nothing; raises as `Publisher.run`."""
        _check_place(self._root)
        with folder_beside(self._root / DIRECTORY) as folder:
            request = replace(self._request, target=folder / _NEW)

            def confirmed(plan: PublishPlan) -> bool:
                if len(plan.discs) > 1:
                    raise TargetError("this is more than the medium holds")
                check_room(request, plan)
                return confirm(plan)

            published = Publisher(request, *self._given).run(confirmed, known)
            if published is None:
                return None
            self._move(folder / _NEW)
        return replace(published, places=(self._root,))

    def _move(self, made: Path) -> None:
        """To the root, the directory last; all of it back if that fails."""
        names = sorted((path.name for path in made.iterdir()), key=lambda name: name == DIRECTORY)
        moved: list[Path] = []
        try:
            _check_place(self._root, names)
            for name in names:
                (made / name).rename(self._root / name)
                moved.append(self._root / name)
            verify.flush()
            _check_moved(moved)
        except BaseException as error:
            for place in reversed(moved):
                _take_away(place)
            if isinstance(error, OSError):
                raise TargetError(error.strerror or "the place refused it") from error
            raise


def _check_place(root: Path, names: list[str] | None = None) -> None:
    """Raise TargetError where something of these names is there; FAT knows no case."""
    wanted = {name.upper() for name in names or [DIRECTORY]}
    try:
        taken = sorted(wanted & {path.name.upper() for path in root.iterdir()})
    except OSError as error:
        raise TargetError(error.strerror or "the place cannot be read") from error
    if taken:
        raise TargetError(f"there is something named {taken[0]} at the place already")


def _check_moved(places: list[Path]) -> None:
    if not all(place.exists() for place in places):
        raise VerifyError(("what was written is not there any more",))


def _take_away(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        return
    with suppress(OSError):
        place.unlink()
