"""`lightbox export PATH`: every frame as an array or a picture."""

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.cli.usage import UsageError, refuse_inside
from viewer.export.arrays import ACCOUNT, Status, export_frames
from viewer.media.decoders.pool import DecoderPool
from viewer.media.medium import Medium
from viewer.settings import Settings


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "export",
        help="write every frame as an array or a picture",
        description=f"Write one file a frame and {ACCOUNT}, which accounts for every file under "
        "PATH. npy holds stored values before any LUT, png the picture with the file's window.",
    )
    parser.add_argument("path", type=Path, help="drive, folder, file, DICOMDIR or ZIP")
    add_password(parser)
    parser.add_argument("--format", choices=("npy", "png"), default="png")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--overwrite", action="store_true", help="write into a folder that holds an export"
    )


def run(options: argparse.Namespace) -> int:
    """Export and say how it went."""
    refuse_inside(options.path, options.to)
    if (options.to / ACCOUNT).exists() and not options.overwrite:
        raise UsageError(f"there is an export in {options.to} already; --overwrite replaces it")
    unlock([options.path], options.password)
    settings = Settings()
    line = ProgressLine("exporting files")
    medium = Medium.open(options.path, 1, settings)
    try:
        with DecoderPool(settings.decode) as pool:
            rows = export_frames(medium, pool, options.to, options.format, line)
    except OSError as error:
        sys.stderr.write(f"lightbox: cannot write to {options.to}: {error.strerror or error}\n")
        return ExitCode.UNREADABLE
    finally:
        line.close()
        medium.close()
    counts = Counter(row.status for row in rows)
    sys.stdout.write(
        f"{counts[Status.OK]} frames written, {counts[Status.FAILED]} failed, "
        f"{counts[Status.SKIPPED]} files skipped: {options.to / ACCOUNT}\n"
    )
    if not counts[Status.OK]:
        return ExitCode.UNREADABLE
    return ExitCode.FINDINGS if counts[Status.FAILED] else ExitCode.OK
