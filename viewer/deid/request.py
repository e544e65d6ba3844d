"""What is asked of a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from viewer.deid.errors import OutputError
from viewer.deid.key import JobKey
from viewer.deid.output import Output
from viewer.limits import JOB_FRAME_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from viewer.deid.profile import Profile
    from viewer.deid.risk import Review
    from viewer.media.cancel import CancelToken
    from viewer.settings import DecodeSettings, Settings

# What is done ("copying", "checking", "drawing", "packing"), how many, of about how many.
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be copied where; `target` is a folder that is not there yet, or empty.

    `reviews` are by layout (`risk`). `only` are the SOP Instance UIDs of what is to be copied,
    None for everything (`choosing`). With `validated` other programs look at the copies too.
    """

    sources: tuple[Path, ...]
    target: Path
    profile: Profile
    key: JobKey = field(default_factory=JobKey)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    output: Output = field(default_factory=Output)
    only: frozenset[str] | None = None
    validated: bool = False

    @property
    def result(self) -> Path:
        """The folder or ZIP that there will be."""
        if not self.output.as_zip:
            return self.target
        return self.target.with_name(self.target.name + ".zip")


@dataclass(frozen=True, slots=True)
class Work:
    """What everything in a job is given."""

    progress: Progress
    cancel: CancelToken
    settings: Settings

    @property
    def decoding(self) -> DecodeSettings:
        """Those of the decoders, more patient than a person at the screen."""
        return replace(self.settings.decode, seconds_per_frame=JOB_FRAME_SECONDS)


def silent(what: str, done: int, total: int | None) -> None:
    """A `Progress` that tells nobody."""


def check_target(request: Request) -> None:
    """Raise OutputError for places that cannot be used: nothing is ever replaced."""
    try:
        check_result(request)
        mapping = request.output.mapping
        if mapping is not None:
            _check_mapping(request, mapping)
    except OSError as error:  # a name that is too long
        raise OutputError(f"the place cannot be used: {error.strerror}") from error


def check_result(request: Request) -> None:
    """Raise OutputError if something is at the place for the copy, OSError."""
    place = request.result
    is_empty = not request.output.as_zip and place.is_dir() and not any(place.iterdir())
    if (place.exists() or place.is_symlink()) and not is_empty:
        raise OutputError("there is something at the place for the copy already")


def _check_mapping(request: Request, mapping: Path) -> None:
    if mapping.exists() or mapping.is_symlink():
        raise OutputError("there is something at the place for the list of identities already")
    place, target = mapping.resolve(), request.target.resolve()
    if place == request.result.resolve() or place.is_relative_to(target):
        raise OutputError("the list of identities must not be in the copy")
    for source in request.sources:
        root = source.resolve()
        if place == root or (root.is_dir() and place.is_relative_to(root)):
            raise OutputError("the list of identities must not be on the medium")
