"""Opens every study of a disc in Aeskulap, a viewer of somebody else's, and says what it showed.

    python packaging/aeskulap.py DISC [--times N] [--pictures FOLDER]

DISC has a DICOMDIR in its root. Needs aeskulap, xvfb and xdotool (Debian packages). Aeskulap is
started anew for each study, on a screen of its own with settings that are kept nowhere; the study
is opened from its list as a person does. Exit status 1 where it ended, where a file that the
DICOMDIR lists could not be opened, or where images of the directory were never asked for.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = ("aeskulap", "Xvfb", "xdotool", "stdbuf")
# As in its imagepool/dicomdirloader.cpp: series of other modalities it does not ask for.
MODALITIES = (
    "CR|CT|MR|NM|US|OT|BI|CD|DD|DG|ES|LS|PT|RG|ST|TG|XA|RF|RTIMAGE|HC|DX|MG|"
    "IO|PX|GM|SM|XC|OP|IVUS|DF|CF|DF|VF|AS|CS|LP|FA|CP|DM|FS|MA|MS"
)
SIZE = (1280, 900)
IN_THE_LIST = (200, 600)
WHEN_LARGE = (900, 48)  # in the field for a name, once everything has its place
PATIENCE_S = 60.0
PICTURE_S = 10.0


@dataclass(frozen=True)
class Opened:
    """What became of one study."""

    listed: frozenset[str]  # files it found in the directory
    opened: int
    alive: bool
    shown: bool  # an image is on the screen


def expected(disc: Path) -> tuple[int, frozenset[str]]:
    """How many studies there are, and the files it must ask for.

    Of studies with one identifier, of two people, it finds the first.
    """
    studies, modality, files = 0, "", set()
    uids: set[str] = set()
    is_known = False
    for record in dcmread(disc / "DICOMDIR").DirectoryRecordSequence:
        if record.DirectoryRecordType == "STUDY":
            studies += 1
            is_known = record.StudyInstanceUID in uids
            uids.add(record.StudyInstanceUID)
        if record.DirectoryRecordType == "SERIES":
            modality = str(record.get("Modality", ""))
        if record.DirectoryRecordType == "IMAGE" and modality in MODALITIES and not is_known:
            parts = record.ReferencedFileID
            files.add(parts if isinstance(parts, str) else "/".join(parts))
    return studies, frozenset(files)


def open_study(disc: Path, row: int, picture: Path | None = None) -> Opened:
    """Open the study in one row of its list."""
    with Screen(*SIZE) as screen, tempfile.TemporaryDirectory() as home:
        log = Path(home) / "log"
        settings = {"GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1", "LC_ALL": "C.UTF-8"}
        env = {**os.environ, **settings, "DISPLAY": screen.display, "HOME": home}
        with log.open("wb") as out:
            program = subprocess.Popen(
                ["stdbuf", "-oL", "aeskulap", "--dicomdir", str(disc / "DICOMDIR")],
                env=env,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

        def said(words: str) -> bool:
            return words in log.read_text(errors="replace") or program.poll() is not None

        try:
            _wait(lambda: said("cursor busy off"), PATIENCE_S)
            _pick(env, row, lambda: screen.is_white(*WHEN_LARGE))
            _wait(lambda: said("thread finished"), PATIENCE_S)
            text = log.read_text(errors="replace")
            found = frozenset(re.findall(r"Loading DICOMDIR file \[(.*)\]", text))
            shown = bool(found) and _wait(screen.shows_image, PICTURE_S)
            if picture is not None:
                screen.save(picture)
            alive = program.poll() is None
            return Opened(_below(disc, found), text.count("opened file"), alive, shown)
        finally:
            program.kill()
            program.wait()


def _pick(env: dict[str, str], row: int, is_ready: Callable[[], bool]) -> None:
    """Make the window large: at its own size there is one row in sight. Then choose a row.

    Before the list `is_ready` where the window is large now, a click goes to nobody, and the keys
    after it to the button "Search": one time in three, which looked like a disc it cannot open.
    """

    def act(*words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=env, capture_output=True, text=True, check=False
        )
        return done.stdout

    (window, *_) = act("search", "--sync", "--onlyvisible", "--name", "Aeskulap Viewer").split()
    act("windowmove", window, 0, 0, "windowsize", "--sync", window, *SIZE, "windowfocus", window)
    _wait(is_ready, PATIENCE_S)
    act("mousemove", *IN_THE_LIST, "click", 1)
    act(*["key", "Down"], "key", "Home", *["key", "Down"] * row)  # no row at all may be chosen yet
    act("key", "Return")


def _below(disc: Path, files: frozenset[str]) -> frozenset[str]:
    return frozenset(Path(name).relative_to(disc).as_posix() for name in files)


def _wait(is_so: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def main() -> int:
    """Open all of it, so many times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("disc", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--pictures", type=Path, help="what the screen showed, as PNG")
    options = parser.parse_args()
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if absent:
        print(f"not installed: {', '.join(absent)}", file=sys.stderr)
        return 2
    disc = options.disc.resolve()
    studies, files = expected(disc)
    is_fine = True
    if options.pictures is not None:
        options.pictures.mkdir(parents=True, exist_ok=True)
    for turn in range(options.times):
        seen: set[str] = set()
        shown = 0
        for row in range(studies):
            name = f"{turn}-{row}.png"
            one = open_study(disc, row, options.pictures and options.pictures / name)
            seen |= one.listed
            shown += one.shown
            if not one.alive or one.opened != len(one.listed):
                is_fine = False
                print(f"row {row}: {one.opened} of {len(one.listed)} opened, alive: {one.alive}")
        is_fine = is_fine and seen == files
        print(f"{studies} studies: {len(seen)} of {len(files)} images opened, {shown} shown")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
