"""`lightbox publish SRC... --to DIR|FILE.iso`: studies to a disc that was read back and checked."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.usage import UsageError, refuse_inside
from viewer.model.safe_text import visible
from viewer.publish.errors import PublishError, RefusedError
from viewer.publish.profiles import CARRIERS, DEFAULT, PROFILES, profile_named

if TYPE_CHECKING:  # the publisher loads pydicom, which help and other commands need not wait for
    from viewer.publish.plan import PublishPlan
    from viewer.publish.publisher import Published, Request


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    names = ", ".join(f"{one.short} ({one.name})" for one in PROFILES if one.short)
    parser = commands.add_parser(
        "publish",
        help="make a patient disc, verified",
        description="Put studies on a disc: plan, write, read back. The plan is shown first; "
        f"nothing looks like a disc until all of it was checked. Profiles: {names}.",
    )
    parser.add_argument("sources", type=Path, nargs="+", metavar="SRC", help="folder, disc, ZIP")
    parser.add_argument(
        "--to", type=Path, metavar="DIR|FILE.iso", help="new folder, or image of a disc"
    )
    parser.add_argument("--profile", default=DEFAULT.short, help=f"default: {DEFAULT.short}")
    parser.add_argument(
        "--medium", choices=tuple(CARRIERS), help="how much fits on one; default: by the profile"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the plan, write nothing")
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--several-patients", action="store_true", help="allow more than one patient on a disc"
    )
    group.add_argument(
        "--disc-for-each", action="store_true", help="a disc for each patient in the sources"
    )
    parser.add_argument(
        "--volume-id", default="", metavar="NAME", help="A-Z, 0-9 and _, 16 at most"
    )
    parser.add_argument(
        "--no-tools", action="store_true", help="without the checks of DCMTK and dicom3tools"
    )


def run(options: argparse.Namespace) -> int:
    """Plan, show it, make the disc, tell."""
    from viewer.publish.publisher import Publisher  # noqa: PLC0415  as above
    from viewer.publish.telling import plan_text  # noqa: PLC0415

    request = _request(options)
    line = ProgressLine("publishing")

    def progress(what: str, done: int, total: int | None) -> None:
        line.what = what
        line(done, total)

    publisher = Publisher(request, progress)
    try:
        if options.dry_run:
            plan = publisher.plan()
            line.close()
            sys.stdout.write(plan_text(plan, request.target))
            return ExitCode.FINDINGS if plan.left_out else ExitCode.OK
        return _made(publisher.run(lambda plan: _shown(plan, request, line)), line)
    except RefusedError as error:
        raise UsageError(str(error)) from error
    finally:
        line.close()


def _shown(plan: "PublishPlan", request: "Request", line: ProgressLine) -> bool:
    """Say what will be done before it is."""
    from viewer.publish.telling import plan_text  # noqa: PLC0415  as above

    line.close()
    sys.stdout.write(plan_text(plan, request.target))
    sys.stdout.flush()
    return True


def _made(published: "Published | None", line: ProgressLine) -> int:
    from viewer.publish.telling import result_text  # noqa: PLC0415  as above

    line.close()
    if published is None:
        raise PublishError("not confirmed")
    sys.stdout.write(result_text(published))
    return ExitCode.FINDINGS if published.has_findings else ExitCode.OK


def _request(options: argparse.Namespace) -> "Request":
    from viewer.publish.publisher import Request, check_target  # noqa: PLC0415  as above

    profile = profile_named(options.profile)
    if profile is None:
        raise UsageError(f"there is no profile {visible(options.profile)}")
    if options.to is None and not options.dry_run:
        raise UsageError("--to DIR is needed, or --dry-run")
    target = options.to or Path("DISC")
    request = Request(
        tuple(options.sources),
        target,
        profile,
        CARRIERS[options.medium] if options.medium else None,
        several_patients=options.several_patients,
        disc_for_each=options.disc_for_each,
        with_tools=not options.no_tools,
        volume_id=options.volume_id,
    )
    if not options.dry_run:
        for source in options.sources:
            refuse_inside(source, target)
        try:
            check_target(request)
        except PublishError as error:
            raise UsageError(str(error)) from error
    return request
