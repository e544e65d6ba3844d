"""What a command refuses before it does anything."""

from pathlib import Path

from viewer.export.place import is_on_medium


class UsageError(Exception):
    """The arguments cannot be used as they are; the message says why."""


def refuse_inside(medium: Path, target: Path) -> None:
    """Raise UsageError if `target` lies on the medium: nothing is ever written there (M-042)."""
    if is_on_medium(medium, target):
        raise UsageError("nothing is written to the medium itself; choose another place")
