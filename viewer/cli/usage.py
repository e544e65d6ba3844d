"""What a command refuses before it does anything."""

from pathlib import Path


class UsageError(Exception):
    """The arguments cannot be used as they are; the message says why."""


def refuse_inside(medium: Path, target: Path) -> None:
    """Raise UsageError if `target` lies on the medium: nothing is ever written there (M-042)."""
    if medium.is_dir() and target.resolve().is_relative_to(medium.resolve()):
        raise UsageError("nothing is written to the medium itself; choose another place")
