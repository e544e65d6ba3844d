"""`lightbox publish --batch` and `--watch`: many jobs, and a log of them."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, NoReturn

from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.publish_command import without_identity, work_with
from viewer.cli.publish_options import add_options, request_of
from viewer.cli.unlock import answered
from viewer.cli.usage import UsageError
from viewer.model.safe_text import visible
from viewer.publish.batch import Ended, Job, Log, Outcome, read_jobs, run_jobs
from viewer.publish.errors import PublishError
from viewer.publish.watching import WatchedFolder

if TYPE_CHECKING:
    from viewer.publish.publisher import Published


def run_many(options: argparse.Namespace) -> int:
    """Do all jobs, say how each ended."""
    if options.sources or (options.batch is not None and options.watch is not None):
        raise UsageError("--batch and --watch name the sources themselves, one of them at a time")
    if options.batch is not None and options.to is not None:
        raise UsageError("the table says where each disc goes")

    options.source_password = answered(options.source_password)  # once, not for every job

    def make(job: Job) -> "Published":
        return _made(job, options)

    try:
        ended = run_jobs(_jobs(options), make, Log(options.log), _tell)
    except PublishError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        sys.stderr.write(f"lightbox: {error.strerror or error}\n")
        return ExitCode.UNREADABLE
    is_fine = all(one.outcome is Outcome.DONE for one in ended)
    return ExitCode.OK if is_fine else ExitCode.FINDINGS


def _jobs(options: argparse.Namespace) -> Iterator[Job]:
    if options.batch is not None:
        yield from read_jobs(options.batch)
        return
    if options.to is None or not options.to.is_dir() or not options.watch.is_dir():
        raise UsageError("--watch needs a folder to watch, and one for discs at --to")
    from viewer.media.cancel import CancelToken  # noqa: PLC0415

    watched = WatchedFolder(options.watch, options.to, options.quiet, options.images)
    yield from watched.jobs(CancelToken(), time.sleep)  # until somebody presses Ctrl+C


def _tell(ended: Ended) -> None:
    words = f"{ended.job}: {ended.outcome.value}"
    if ended.why:
        words += f": {ended.why}"
    elif ended.objects:
        words += f", {ended.objects} objects"
    sys.stdout.write(visible(words) + "\n")
    sys.stdout.flush()


def _made(job: Job, common: argparse.Namespace) -> "Published":
    """One job with its own options behind those for all."""
    from viewer.publish.publisher import Publisher  # noqa: PLC0415  loads pydicom

    options = _options(job, common)
    line = ProgressLine("publishing")
    try:
        with ExitStack() as on_exit:
            request, work = request_of(options, on_exit), work_with(line)
            request = on_exit.enter_context(without_identity(options, request, work, line))
            made = Publisher(request, work.progress, work.cancel, work.settings).run()
    except UsageError as error:
        raise PublishError(str(error)) from error
    finally:
        line.close()
    assert made is not None  # nobody is asked
    return made


def _options(job: Job, common: argparse.Namespace) -> argparse.Namespace:
    parser = _JobParser(prog="job", add_help=False)
    add_options(parser)
    given = argparse.Namespace(**{**vars(common), "batch": None, "watch": None, "sources": []})
    words = [*job.options, "--to", str(job.target), "--", *map(str, job.sources)]
    return parser.parse_args(words, given)


class _JobParser(argparse.ArgumentParser):
    """One job with wrong options fails, not all of them."""

    def error(self, message: str) -> NoReturn:
        """Raise PublishError; of what is unknown only options are named, a log holds no people."""
        unknown = message.startswith("unrecognized")
        words = [one for one in message.split() if one.startswith("--")] if unknown else [message]
        detail = " ".join(one for one in words if one != "--")
        raise PublishError("its options are not understood" + (f": {detail}" if detail else ""))
