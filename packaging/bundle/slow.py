"""`make bundle-check`: what a start of a kit asks of a slow disc, against the goals.

    python3 packaging/bundle/slow.py [KIT] [--drive cd24] [--real] [--disc FOLDER | --image FILE]

The kit and the demo disc in one folder, in the order of its load list, are served by the team's
`shared/tools/slow_media.py` as an optical drive (root, FUSE), or an image that `lightbox publish`
wrote with the kit is, as it lies; the start file is started, and at
each mark of the start the files, bytes and seeks so far are told. It counts only: it takes some
seconds and gives the seconds the drive would take. With --real it takes as long as the drive.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

from screen import screen

CHECKOUT = Path(__file__).resolve().parents[2]
TOOL = CHECKOUT.parent / "shared" / "tools" / "slow_media.py"
NULL = subprocess.DEVNULL
LAST = "first image painted"
# By mark of the start: its name, MB, seeks, seconds on a CD (issue, "What it must reach").
GOALS = {
    "alive": ("splash", 8.0, 12, 3.0),  # the first code of Python, which shows it
    "window painted": ("first window", 56.0, 25, 20.0),
    LAST: ("first image", 65.0, 40, 25.0),
}


def main() -> int:
    """Measure one kit; exit status 1 if it misses a goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kit", nargs="?", type=Path, default=CHECKOUT / "build/kits/linux")
    parser.add_argument("--drive", default="cd24")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--disc", type=Path, default=CHECKOUT / "build/demo-disc")
    parser.add_argument("--image", type=Path, help="an ISO image that holds the kit")
    parser.add_argument("--tool", type=Path, default=Path(os.environ.get("SLOW_MEDIA", TOOL)))
    options = parser.parse_args()
    if not options.tool.is_file() or os.geteuid() != 0:
        print(f"not measured: it needs root and {options.tool}")
        return 0
    with tempfile.TemporaryDirectory() as place:
        told = measured(options, Path(place))
    return report(told, options)


def measured(options: argparse.Namespace, place: Path) -> dict[str, dict[str, float]]:
    """Figures by mark."""
    medium = [str(options.image)] if options.image else in_one_folder(options, place)
    start = tomllib.loads((options.kit / "kit.toml").read_text())["start"]
    command = [sys.executable, str(options.tool), "run", *medium, "--drive", options.drive]
    command += ["--mark", "lightbox-trace|exit", "--files", "12"]
    command += [] if options.real else ["--time-scale", "0"]
    command += ["--", sys.executable, __file__, "--start", f"{{}}/{start}"]
    told: dict[str, dict[str, float]] = {}
    with wine_is_on() if start.endswith(".EXE") else contextlib.nullcontext():
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            figures = json.loads(line)
            mark = figures["line"].partition(" ")[2].partition(" ")[2]
            told.setdefault(mark, figures)  # a copy of the program tells its own start too
        else:
            print(line)
    return told


@contextlib.contextmanager
def wine_is_on() -> Iterator[None]:
    """A computer is on before a disc is put in: so is Wine, with its server."""
    commands = ["wineserver -k", "wineserver -w", "wineserver -p", "wine cmd /c exit"]
    try:
        with screen() as display:  # without one what Wine starts now would never draw
            for command in commands:  # its server outlives them, and would hold an output of ours
                subprocess.run(
                    command.split(), check=False, stdout=NULL, stderr=NULL, timeout=30,
                    env={**os.environ, "DISPLAY": display},
                )  # fmt: skip
        yield
    finally:
        subprocess.run(commands[0].split(), check=False)


def in_one_folder(options: argparse.Namespace, place: Path) -> list[str]:
    """Kit and disc together, as arguments of the tool: the folder and the order of its files."""
    medium, order = place / "medium", place / "order"
    shutil.copytree(options.kit / "tree", medium)
    shutil.copytree(options.disc, medium, dirs_exist_ok=True)
    order.write_text("DICOMDIR\nREADME.TXT\n" + (options.kit / "load.lst").read_text())
    return [str(medium), "--order", str(order)]


def report(told: dict[str, dict[str, float]], options: argparse.Namespace) -> int:
    """Print a table; 1 if a goal is missed."""
    missed = 0
    print(f"{options.kit.name} on {options.drive}: files, MB, seeks, seconds of the drive, wall")
    for mark, figures in told.items():
        megabytes, seeks, drive = figures["MB"], figures["seeks"], figures["drive_s"]
        note = ""
        if mark in GOALS and options.drive == "cd24":
            name, most_mb, most_seeks, most_s = GOALS[mark]
            reached = megabytes <= most_mb and seeks <= most_seeks and drive <= most_s
            missed += not reached
            note = f"{name} ≤ {most_mb:g} MB, {most_seeks} seeks, {most_s:g} s: "
            note += "reached" if reached else "MISSED"
        print(f"{mark:22} {figures['files']:4} {megabytes:7.1f} {seeks:5} {drive:7.1f} "
              f"{figures['s']:7.1f}  {note}")  # fmt: skip
    if LAST not in told:
        print("MISSED: no picture was painted")
        return 1
    return int(bool(missed))


def start_and_stop(command: list[str]) -> int:
    """Start, pass its marks on, end it after the first picture."""
    environment = {**os.environ, "LIGHTBOX_TRACE": "1"}
    if command[0].endswith(".EXE"):  # with the prefix that is in the environment
        command = ["wine", command[0]]
    with tempfile.TemporaryDirectory() as home, screen(managed=True) as display:
        process = subprocess.Popen(
            command, env={"HOME": home, **environment, "DISPLAY": display},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            if LAST in line:
                break
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--start"]:
        sys.exit(start_and_stop(sys.argv[2:]))
    sys.exit(main())
