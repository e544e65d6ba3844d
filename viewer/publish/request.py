"""What is to be published, where, and what everything in such a job is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from viewer.deid.passphrase import password_problem
from viewer.deid.request import Progress, Work
from viewer.publish.errors import PublishError
from viewer.publish.furnish import Wanted
from viewer.publish.profiles import CARRIERS, DEFAULT, Carrier, Profile

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["Progress", "Request", "Work"]
_IMAGE, _ZIP = ".ISO", ".ZIP"
_VOLUME_ID: Final = re.compile(r"[A-Z0-9_]{1,16}")
_STEM: Final = 12  # characters of a volume ID before the number of a disc


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be published where; `target` is a folder that is new or empty, an ISO or a ZIP.

    `carrier` None is what the profile is for. `volume_id`, of A-Z, 0-9 and _, must say nothing of
    a person (M-013). `export_id` stands for names on labels of anonymised discs (M-072).
    """

    sources: tuple[Path, ...]
    target: Path
    profile: Profile = DEFAULT
    carrier: Carrier | None = None
    several_patients: bool = False
    disc_for_each: bool = False
    deidentified: bool = False
    with_tools: bool = True  # run the checks of others where they are installed
    icons: bool = True  # a small picture of each series in the directory
    wanted: Wanted = field(default_factory=Wanted)
    password: str = field(default="", repr=False)  # of a ZIP; "" for none
    with_label: bool = False  # a page to be printed, beside the disc
    volume_id: str = ""
    institution: str = ""
    contact: str = ""
    label: str = ""
    export_id: str = ""
    made: datetime = field(default_factory=_now)

    @property
    def is_image(self) -> bool:
        """Whether the result is an image of a disc rather than a folder."""
        return self.target.suffix.upper() == _IMAGE

    @property
    def is_zip(self) -> bool:
        """Whether the result is a ZIP, encrypted if there is a password."""
        return self.target.suffix.upper() == _ZIP

    @property
    def is_file(self) -> bool:
        """Whether the result is one file."""
        return self.is_image or self.is_zip

    @property
    def needs_contents(self) -> bool:
        """Whether something is to be written about what is on the disc."""
        wanted = self.wanted
        return self.with_label or wanted.pages is not None or bool(wanted.kits)

    @property
    def medium(self) -> Carrier:
        """What it is meant to be burned or copied to."""
        return self.carrier or CARRIERS[self.profile.carrier]

    def check(self) -> None:
        """Raise PublishError for what cannot be meant."""
        if self.volume_id and not _VOLUME_ID.fullmatch(self.volume_id):
            raise PublishError("a volume ID has 1 to 16 characters of A-Z, 0-9 and _")
        if self.password and not self.is_zip:
            raise PublishError("only a ZIP is encrypted: let the target end with .zip")
        problem = password_problem(self.password) if self.password else ""
        if problem:
            raise PublishError(problem)

    def volume_of(self, number: int, of: int) -> str:
        """The name of a disc and its file-set."""
        if self.volume_id and of == 1:
            return self.volume_id
        stem = self.volume_id[:_STEM] or f"DISC_{self.made:%Y%m%d}"
        return stem if of == 1 else f"{stem}_{number}"
