"""`lightbox rescue SRC --to DIR|FILE.iso`: a scratched disc to a copy that opens."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.cli.disc_exit import STATUS, ended_politely, tell_failure
from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.cli.usage import UsageError, refuse_inside
from viewer.errors import ViewerError
from viewer.publish.rescue.passes import WRITING, Pass

if TYPE_CHECKING:  # the publisher loads pydicom, which help need not wait for
    from viewer.publish.rescue.job import Rescued

_MOST_RETRIES = 20
_IN_BYTES = frozenset({*map(str, Pass), WRITING})


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "rescue",
        help="copy a scratched disc as far as it can be read",
        description="Copy what can be read of a damaged disc, list what is lost by series and "
        "image, and make a copy that opens: with a new DICOMDIR, legal names and declared "
        "character sets. The disc is only read. What was read is kept beside the copy while "
        "something is missing: clean the disc, or use another drive, and run it again.",
        epilog=STATUS.format(findings="something is lost or was left out"),
    )
    parser.add_argument("source", type=Path, metavar="SRC", help="disc, folder, drive, image, ZIP")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR|FILE.iso", help="new folder, or image"
    )
    add_password(parser, "--source-password")
    parser.add_argument(
        "--retries",
        type=_count,
        default=2,
        metavar="N",
        help="how often every bad place is tried again (2); each takes long",
    )


def run(options: argparse.Namespace) -> int:
    """Read, make the copy, tell."""
    from viewer.publish.rescue.account import account  # noqa: PLC0415  as above
    from viewer.publish.rescue.job import Rescue, RescueRequest  # noqa: PLC0415

    if not os.path.exists(options.source):  # noqa: PTH110  a Path raises for a dead drive
        raise UsageError("there is nothing to rescue from, or the drive does not answer")
    refuse_inside(options.source, options.to)
    unlock([options.source], options.source_password)
    request = RescueRequest(options.source, options.to.absolute(), options.retries)
    line = ProgressLine("rescuing")

    def progress(what: str, done: int, total: int | None) -> None:
        in_bytes = what in _IN_BYTES
        line.what = f"{what} (MB)" if in_bytes else what
        line(*((done >> 20, (total or 0) >> 20) if in_bytes else (done, total)))

    try:
        with ended_politely():
            rescued = Rescue(request, progress).run(lambda found: account(found, request.made))
    except ViewerError as error:
        line.close()
        status = tell_failure(error)
        if request.work.exists():
            sys.stderr.write(f"What was read is kept in {request.work}\n")
        return status
    finally:
        line.close()
    _tell(rescued)
    return ExitCode.FINDINGS if rescued.losses.lost or rescued.left_out else ExitCode.OK


def _tell(rescued: "Rescued") -> None:
    from viewer.publish.rescue.account import held_lines, lost_lines  # noqa: PLC0415  as above

    out = ["Lost:", *lost_lines(rescued.losses), "In the copy:", *held_lines(rescued)]
    mended = sum(bool(change.mended) for change in rescued.changes)
    if mended:
        out.append(f"  {mended} of them mended on the way (listed in RESCUE.TXT)")
    out.append(str(rescued.place))
    if rescued.work is not None:
        out.append(
            "Something is missing. Clean the disc, or try another drive, and run the same command "
            f"again: it goes on with what is missing. Until then {rescued.work} keeps what was "
            "read; remove it when you need it no more."
        )
    sys.stdout.write("\n".join(out) + "\n")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > _MOST_RETRIES:
        raise argparse.ArgumentTypeError(f"a number from 0 to {_MOST_RETRIES}")
    return int(text)
