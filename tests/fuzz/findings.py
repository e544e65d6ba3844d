"""What fuzzing found: one file for each defect, kept with what is needed to see it again."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

_OURS = ("viewer", "fuzz")
_MOST_OF_A_KIND = 3
CHECKOUT = Path(__file__).resolve().parents[2]


def findings_folder() -> Path:
    """Where findings are kept: in build/ of the checkout, else in a temporary folder."""
    folder = CHECKOUT / "build" / "fuzz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="lightbox-fuzz-"))
    return folder


@dataclass(slots=True)
class Findings:
    """Writes inputs that broke a contract; the same defect is kept a few times only."""

    folder: Path
    kinds: dict[str, int] = field(default_factory=dict)

    def add(self, target: str, data: bytes, error: BaseException, note: str = "") -> None:
        """Keep `data`, named after the target and the defect, and the story beside it."""
        kind = kind_of(error)
        count = self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if count > _MOST_OF_A_KIND:
            return
        mark = hashlib.sha256(kind.encode()).hexdigest()[:8]
        name = hashlib.sha256(data).hexdigest()[:12]
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{target}-{mark}-{name}"
        path.write_bytes(data)
        story = "".join(traceback.format_exception(error, limit=-12))
        path.with_name(path.name + ".txt").write_text(f"{note}\n{story}")
        sys.stderr.write(f"FINDING {target}: {kind}\n  again with --replay {path}\n")
        sys.stderr.flush()

    @property
    def count(self) -> int:
        """How many different defects there are."""
        return len(self.kinds)


def kind_of(error: BaseException) -> str:
    """The same words for the same defect: type and place, or the promise that was broken."""
    place = ""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        parts = Path(code.co_filename).parts
        if any(part in parts for part in _OURS):
            place = f"{os.path.basename(code.co_filename)}:{trace.tb_lineno}"  # noqa: PTH119
        trace = trace.tb_next
    words = str(error)[:80] if isinstance(error, AssertionError) else ""
    return f"{type(error).__name__} at {place} {words}".strip()
