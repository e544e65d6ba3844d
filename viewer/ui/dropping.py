"""What somebody dropped on the window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QUrl


def dropped_path(urls: Sequence[QUrl]) -> Path | None:
    """The dropped file or folder; of several the folder they share, None if nothing is local."""
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if not paths:
        return None
    if len(paths) == 1:
        return Path(paths[0])
    try:
        return Path(os.path.commonpath(paths))
    except ValueError:  # on different drives
        return Path(paths[0])
