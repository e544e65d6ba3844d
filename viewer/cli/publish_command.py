"""`lightbox publish SRC... --to DIR|FILE.iso`: studies to a disc that was read back and checked."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from viewer.cli.disc_exit import STATUS, ended_politely, tell_failure
from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.publish_options import add_options, anonymising_of, request_of
from viewer.errors import ViewerError

if TYPE_CHECKING:  # the publisher loads pydicom, which help and other commands need not wait for
    from viewer.publish.extending import Extender
    from viewer.publish.publisher import Published, Publisher
    from viewer.publish.request import Request, Work


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "publish",
        help="make a patient disc, verified",
        description="Put studies on a disc: plan, write, read back. The plan is shown first; "
        "nothing looks like a disc until all of it was checked.",
        epilog=STATUS.format(
            findings="something was left out or another program complains about objects"
        ),
    )
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Plan, show it, make the disc, tell."""
    with ended_politely():
        if options.batch is not None or options.watch is not None:
            from viewer.cli.publish_batch import run_many  # noqa: PLC0415  hardly ever

            return run_many(options)
        return _run_one(options)


def _run_one(options: argparse.Namespace) -> int:
    line = ProgressLine("publishing")
    try:
        with ExitStack() as on_exit:
            request, work = request_of(options, on_exit), work_with(line)
            request = on_exit.enter_context(without_identity(options, request, work, line))
            return _publish(request, work, line, options)
    except ViewerError as error:
        line.close()
        return tell_failure(error)
    finally:
        line.close()


def work_with(line: ProgressLine) -> "Work":
    """What a job is given: progress goes to the line."""
    from viewer.media.cancel import CancelToken  # noqa: PLC0415  as above
    from viewer.publish.request import Work  # noqa: PLC0415
    from viewer.settings import Settings  # noqa: PLC0415

    def progress(what: str, done: int, total: int | None) -> None:
        line.what = what
        line(done, total)

    return Work(progress, CancelToken(), Settings())


@contextmanager
def without_identity(
    options: argparse.Namespace, request: "Request", work: "Work", line: ProgressLine
) -> "Iterator[Request]":
    """The request itself, or one for a copy without identity."""
    how = anonymising_of(options)
    if how is None:
        yield request
        return
    from viewer.publish.anonymised import anonymised  # noqa: PLC0415  as above

    with anonymised(request, how, work) as (clean, account):
        line.close()
        sys.stdout.write(
            f"{account.written} of {account.objects} objects without identity, the copy was "
            f"searched; export id {clean.export_id}\n"
        )
        for words, number in account.reasons.most_common():
            sys.stdout.write(f"left out, {number}: {words}\n")
        yield clean


def _publish(
    request: "Request", work: "Work", line: ProgressLine, options: argparse.Namespace
) -> int:
    from viewer.publish.extending import Extender  # noqa: PLC0415  as above
    from viewer.publish.publisher import Publisher  # noqa: PLC0415
    from viewer.publish.telling import plan_text  # noqa: PLC0415

    kind = Extender if options.add else Publisher
    publisher = kind(request, work.progress, work.cancel, work.settings)
    if options.dry_run:
        plan = publisher.plan()
        line.close()
        sys.stdout.write(plan_text(plan, request.target))
        return ExitCode.FINDINGS if plan.left_out else ExitCode.OK
    return _told(_made(publisher, request, line), line)


def _made(publisher: "Publisher | Extender", request: "Request", line: ProgressLine) -> "Published":
    """Show the plan, then do it."""
    from viewer.publish.telling import plan_text  # noqa: PLC0415  as above

    def shown(plan: Any) -> bool:  # noqa: ANN401  a PublishPlan
        line.close()
        sys.stdout.write(plan_text(plan, request.target))
        sys.stdout.flush()
        return True

    made = publisher.run(shown)
    assert made is not None  # it was confirmed
    return made


def _told(published: "Published", line: ProgressLine) -> int:
    from viewer.publish.telling import result_text  # noqa: PLC0415  as above

    line.close()
    sys.stdout.write(result_text(published))
    return ExitCode.FINDINGS if published.has_findings else ExitCode.OK
