"""`lightbox demo`: make a synthetic patient disc and open it."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.usage import UsageError


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "demo",
        help="open a synthetic patient disc",
        description="Make a synthetic patient disc at first use and open it. Without a "
        "display a picture of the window is written instead.",
    )
    parser.add_argument("--disc", type=Path, help="where the disc is kept (default: user cache)")
    parser.add_argument(
        "--picture",
        type=Path,
        default=Path("demo-window.png"),
        help="the picture written when there is no display (default: %(default)s)",
    )
    parser.add_argument(
        "--no-window", action="store_true", help="write the picture even if there is a display"
    )


def run(options: argparse.Namespace) -> int:
    """Make the disc if needed, then show it or write a picture of the window."""
    try:
        from viewer.demo.disc import make_demo_disc  # noqa: PLC0415  pulls in pydicom
    except ImportError as error:
        raise UsageError("the program on a disc has no demonstration") from error

    disc = options.disc or _cache_folder() / "demo-disc"
    if not (disc / "DICOMDIR").is_file():
        sys.stdout.write(f"Making the demo disc in {disc} (once, about a minute) …\n")
        sys.stdout.flush()
        line = ProgressLine("writing pictures")
        make_demo_disc(disc, progress=line)
        line.close()
    from viewer.ui import application  # noqa: PLC0415  only now a window is needed

    if has_display() and not options.no_window:
        return application.run([disc])
    if not options.no_window:
        sys.stdout.write("There is no display here: writing a picture of the window instead.\n")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if not application.write_picture(disc, options.picture):
        sys.stderr.write("lightbox: the window did not come up\n")
        return ExitCode.UNREADABLE
    sys.stdout.write(f"{options.picture}\n")
    return ExitCode.OK


def has_display() -> bool:
    """Whether a window can be opened; only X11 and Wayland systems may lack a display."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _cache_folder() -> Path:
    """The user's own cache folder for Lightbox."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "Lightbox"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Lightbox"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lightbox"
