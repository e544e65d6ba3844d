"""What somebody dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QUrl

_BY_ITSELF: Final = frozenset({".zip", ".iso", ".lightbox"})  # holds all that belongs to it


def dropped_paths(urls: Sequence[QUrl]) -> tuple[Path, ...]:
    """What to open, in order; () if nothing is local.

    Of several things each folder and archive is opened by itself: what lies beside them was not
    meant, and may be somebody else's. Several loose files stand for their folder.
    """
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if len(paths) < 2:
        return tuple(paths)
    places = dict.fromkeys(map(_place, paths))
    return tuple(p for p in places if not any(other in p.parents for other in places))


def _place(path: Path) -> Path:
    """What a thing that was dropped among others is opened as."""
    if path.suffix.lower() in _BY_ITSELF or path.is_dir():
        return path
    return path.parent
