"""A folder to an ISO 9660 image with Joliet and Rock Ridge names (M-060, V-09)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from viewer.media.cancel import CancelToken


class IsoTool(StrEnum):
    """What writes the image; AUTO takes one that keeps the order of files where it is present."""

    AUTO = "auto"
    PYCDLIB = "pycdlib"
    XORRISO = "xorriso"
    GENISOIMAGE = "genisoimage"


@dataclass(frozen=True, slots=True)
class IsoOptions:
    """How an image is made; `made` is the time of all that is in it."""

    volume_id: str
    made: datetime
    udf: bool = False
    tool: IsoTool = IsoTool.AUTO


def write_iso(
    tree: Path,
    target: Path,
    options: IsoOptions,
    order: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Write `tree` to `target` and read it back; nothing is left of it on failure.

    `order` names files from the root with "/" between, the first ones first; others follow by
    name. Raises WriteError, CancelledError.
    """
    raise NotImplementedError


def verify_iso(
    target: Path,
    tree: Path,
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Compare everything in the image with `tree` (M-076); raises WriteError."""
    raise NotImplementedError
