"""Tries a kit as a stranger's computer would have it.

Read-only, in a folder with blanks and umlauts; a user without rights, an empty home, no network.
The kit that copies itself to the computer first is tried beside it, if it was made, as on a disc
with both. Needs root for that (unshare, setpriv), Xvfb and xdotool; without root it tries the rest,
and says so. Pictures and words are left in build/bundle/smoke/out.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from screen import screen

PLACE = "Röntgenbilder & mehr (1)"
NOBODY = 65534
SECONDS = 120
PAINTED = "first image painted"
COPIED = re.compile(r"\d copied$", re.MULTILINE)  # of `viewer.boot.start`; also met: "not copied"
_LOOK = "Lightbox/Lightbox.conf"  # what the window looked like: all that may stay (host_left_clean)

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Desk:
    """Where a kit is tried."""

    medium: Path
    home: Path
    memory: Path  # where a copy of the program goes
    out: Path
    display: str
    grab: tuple[str, ...]  # a command that makes a picture of the screen


def try_kit(tree: Path, disc: Path, syntaxes: Path, work: Path, python: Path) -> list[str]:
    """Start the kit of this system on the demo disc; what went wrong."""
    shutil.rmtree(work, ignore_errors=True)
    medium, home, memory, out = (work / name for name in (PLACE, "home", "memory", "out"))
    packed = tree.parent.with_name(f"{tree.parent.name}-packed") / tree.name
    shutil.copytree(tree, medium)
    if packed.is_dir():
        shutil.copytree(packed, medium, dirs_exist_ok=True)
    shutil.copytree(disc, medium, dirs_exist_ok=True)
    shutil.copytree(syntaxes, medium / "SYNTAXES")
    for folder in (home, memory, out):
        folder.mkdir(mode=0o700)
        os.chown(folder, NOBODY, NOBODY)
    before = _state(medium)
    with screen() as display:
        grab = (str(python), str(Path(__file__).with_name("grab_screen.py")))
        desk = Desk(medium, home, memory, out, display, grab)
        failed = _self_test(desk) + _as_a_person(desk, "start")
        if packed.is_dir():
            failed += _from_a_copy(desk)
    failed += [f"left on the computer: {name}" for name in _left(home)]
    if _state(medium) != before:
        failed.append("the medium was changed")
    return failed


def _self_test(desk: Desk) -> list[str]:
    program = desk.medium / "VIEWER" / "LINUX" / "lightbox"
    picture = desk.out / "window.png"
    command = [
        str(program),
        "--self-test",
        ".",
        "--syntaxes",
        "SYNTAXES",
        "--picture",
        str(picture),
    ]
    failed = _run(desk, command, "self-test")
    return failed if picture.is_file() else [*failed, "self-test: no picture of the window"]


def _from_a_copy(desk: Desk) -> list[str]:
    """The same as somebody who pressed the button of the splash; nothing may stay of the copy."""
    failed = _as_a_person(desk, "copy", {"LIGHTBOX_COPY": "1", "XDG_RUNTIME_DIR": str(desk.memory)})
    if COPIED.search((desk.out / "copy.txt").read_text()) is None:
        failed.append("copy: it was not run from a copy")
    return failed + [f"left of the copy: {path.name}" for path in desk.memory.iterdir()]


def _as_a_person(desk: Desk, what: str, more: Mapping[str, str] = NOTHING) -> list[str]:
    """Open the start file, look at the first picture, quit."""
    seen = threading.Event()

    def look(line: str) -> None:
        if PAINTED in line:
            seen.set()
            picture = str(desk.out / f"{what}.png")
            environment = {**os.environ, "DISPLAY": desk.display}
            environment.pop("QT_QPA_PLATFORM", None)
            subprocess.run([*desk.grab, picture], env=environment, check=False)
            focus = ["search", "--onlyvisible", "--name", "Lightbox", "windowfocus", "--sync"]
            # It complains if the window is gone before the key is up; one that stays is seen below.
            subprocess.run(
                ["xdotool", *focus, "key", "ctrl+q"], env=environment, timeout=20, check=False
            )

    failed = _run(desk, [str(desk.medium / "START-LINUX.sh")], what, look, more)
    return failed if seen.is_set() else [*failed, f"{what}: no picture was painted"]


def _run(
    desk: Desk,
    command: list[str],
    what: str,
    look: Callable[[str], None] = lambda _: None,
    more: Mapping[str, str] = NOTHING,
) -> list[str]:
    """Run as nobody, without network, on the medium mounted read-only; `look` gets each line."""
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": str(desk.home), "TMPDIR": str(desk.home),
        "LANG": "C.UTF-8", "LIGHTBOX_TRACE": "1", "DISPLAY": desk.display, **more,
    }  # fmt: skip
    if os.geteuid() == 0:
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
        nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        command = ["unshare", "--net", "--mount", "sh", "-c", mount, str(desk.medium), *nobody]
    else:
        print("not root: read-only medium, network and user are not tried")
    process = subprocess.Popen(
        command, cwd=desk.medium, env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    stop = threading.Timer(SECONDS, os.killpg, (process.pid, 9))
    stop.start()
    assert process.stdout is not None
    with (desk.out / f"{what}.txt").open("w") as log:
        for line in process.stdout:
            log.write(line)
            sys.stdout.write(f"{what}: {line}")
            look(line)
    status = process.wait()
    stop.cancel()
    return [] if status == 0 else [f"{what}: exit status {status}"]


def _left(home: Path) -> list[str]:
    files = (p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file())
    return [name for name in files if not name.endswith(_LOOK)]


def _state(folder: Path) -> dict[str, str]:
    """Digest of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
