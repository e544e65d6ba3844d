"""`lightbox deidentify SRC... --to DIR`: a copy without identity, proven clean."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.cli.ask_password import ASKED, ask_password
from viewer.cli.exit_code import ExitCode
from viewer.cli.find_text import check_installed, search
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.cli.usage import UsageError, refuse_inside
from viewer.deid.errors import (
    DeidError,
    LeakError,
    OutputError,
    ProfileError,
    UnreviewedError,
)
from viewer.deid.output import Coding, Kind, Output
from viewer.deid.profile import PRESETS, Profile, load_profile
from viewer.media.cancel import CancelToken
from viewer.model.safe_text import visible
from viewer.settings import Settings

if TYPE_CHECKING:  # the job loads pydicom, which help and other commands need not wait for
    from collections.abc import Mapping

    from viewer.deid.account import Account
    from viewer.deid.job import Preview, Request
    from viewer.deid.layout_text import Searched


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    presets = "; ".join(f"{name}: {profile.title}" for name, profile in PRESETS.items())
    parser = commands.add_parser(
        "deidentify",
        help="make a copy without identity (PS3.15 Annex E)",
        description="Copy images without anything that says who they are of, read the copy back "
        "and search it; a copy in which something is found is not delivered. Images that may have "
        f"text in them are left out until somebody looked (--reviewed). Profiles: {presets}.",
    )
    parser.add_argument("sources", type=Path, nargs="+", metavar="SRC", help="folder, disc, ZIP")
    add_password(parser, "--source-password")
    parser.add_argument("--to", type=Path, metavar="DIR", help="new folder for the copy")
    parser.add_argument("--profile", default="share", help="a preset, or a TOML file")
    parser.add_argument("--key", type=Path, metavar="FILE", help="made if missing; keep it secret")
    parser.add_argument(
        "--reviewed", type=Path, metavar="FILE", help="what to black out, by layout"
    )
    parser.add_argument(
        "--find-text",
        action="store_true",
        help="with --what-if: search images that may hold text for it, as a help for --reviewed",
    )
    parser.add_argument(
        "--as",
        dest="kind",
        choices=[kind.value for kind in Kind],
        default=Kind.DICOM.value,
        help="pictures in place of DICOM; mp4: films of images with several frames",
    )
    parser.add_argument(
        "--compress",
        choices=[coding.value for coding in Coding],
        default=Coding.ORIGINAL.value,
        help="how DICOM pixels are stored; nothing here loses a bit",
    )
    parser.add_argument("--zip", action="store_true", help="write DIR.zip in place of a folder")
    parser.add_argument(
        "--password",
        nargs="?",
        const=ASKED,
        metavar="PASSWORD",
        help="encrypt the ZIP (AES-256); asked for, or one is made, if none is given here",
    )
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="write a list of who is who (CSV) there; it undoes the copy, keep it secret",
    )
    parser.add_argument(
        "--validate",
        action="store_true",
        help="have dciodvfy and dcentvfy look at the copies, if installed; the report says so",
    )
    parser.add_argument(
        "--what-if", action="store_true", help="write nothing; show what would be done"
    )


def run(options: argparse.Namespace) -> int:
    """Copy, prove, tell."""
    from viewer.deid import job  # noqa: PLC0415  as above

    if options.to is None and not options.what_if:
        raise UsageError("--to DIR is needed, or --what-if")
    if options.find_text:
        _check_search(options)
    unlock(options.sources, options.source_password)
    try:
        request = _request(options)
    except (ProfileError, OutputError) as error:
        raise UsageError(str(error)) from error
    line = ProgressLine("de-identifying")

    def progress(what: str, done: int, total: int | None) -> None:
        line.what = what
        line(done, total)

    try:
        _warn_of_room(request, is_written=not options.what_if)
        if options.what_if:
            found = job.preview(request, progress)
            line.close()
            sys.stdout.write(_what_if(found, search(found) if options.find_text else {}))
            account = found.account
        else:
            account = job.run(request, progress)
            line.close()
            sys.stdout.write(_summary(account, request.result))
    except LeakError:
        raise
    except DeidError as error:
        sys.stderr.write(f"lightbox: {error}\n")
        if isinstance(error, UnreviewedError):
            sys.stderr.write("--what-if shows these images, --reviewed says what to black out\n")
        return ExitCode.UNREADABLE
    finally:
        line.close()
    return ExitCode.FINDINGS if account.excluded else ExitCode.OK


def _request(options: argparse.Namespace) -> "Request":
    from viewer.deid.job import Request, check_target  # noqa: PLC0415  as above
    from viewer.deid.key import JobKey, load_key  # noqa: PLC0415
    from viewer.deid.review import load_reviews  # noqa: PLC0415

    target = options.to or Path("copy")
    if not options.what_if:
        for source in options.sources:
            refuse_inside(source, target)
            if options.key is not None and not options.key.exists():
                refuse_inside(source, options.key)  # it would be made there
            if options.mapping is not None:
                refuse_inside(source, options.mapping)
    is_new = options.key is not None and not options.key.exists()
    forgotten = options.key is None or (options.what_if and is_new)  # --what-if writes nothing
    key = JobKey() if forgotten else load_key(options.key)
    request = Request(
        tuple(options.sources),
        target.absolute(),
        _profile(options.profile),
        key,
        {} if options.reviewed is None else load_reviews(options.reviewed),
        output=_output(options),
        validated=options.validate,
    )
    if options.what_if:
        return request
    check_target(request)
    return replace(request, output=replace(request.output, password=_password(options)))


def _output(options: argparse.Namespace) -> Output:
    """Raises OutputError."""
    if options.password is not None and not options.zip:
        raise UsageError("--password goes with --zip")
    return Output(
        Kind(options.kind), Coding(options.compress), options.zip, mapping=options.mapping
    )


def _password(options: argparse.Namespace) -> str:
    """Raises UsageError; asks once all else is known to be good."""
    if options.password is None:
        return ""
    return ask_password() if options.password == ASKED else options.password


def _warn_of_room(request: "Request", *, is_written: bool) -> None:
    from viewer.deid.space import estimate_space  # noqa: PLC0415  as above

    if not is_written:
        return
    space = estimate_space(request, Settings(), CancelToken())
    if not space.is_enough:
        needed, free = (f"{size / 1e6:.0f} MB" for size in (space.needed_bytes, space.free_bytes))
        sys.stderr.write(f"lightbox: up to {needed} may be needed, {free} are free\n")


def _profile(name: str) -> Profile:
    return PRESETS[name] if name in PRESETS else load_profile(Path(name))


def _summary(account: "Account", result: Path) -> str:
    from viewer.deid.account import REPORT_PAGE  # noqa: PLC0415  as above

    proof = (
        f"{account.searched_files} files read back and searched for {account.searched_terms} "
        f"terms and {account.searched_uids} identifiers of the originals: none found."
    )
    lines = [
        f"{account.written} of {account.objects} objects copied: {visible(str(result))}",
        *([f"{account.pictures} pictures were drawn from them."] if account.pictures else ()),
        *_left_out(account),
        proof,
        *account.validation,
        *account.notes(),
        *account.warnings,
        *_to_review(account),
        f"The report is {REPORT_PAGE} in the copy.",
    ]
    return "\n".join(lines) + "\n"


def _to_review(account: "Account") -> list[str]:
    waiting = sum(not layout.reviewed for layout in account.layouts.values())
    return [f"{waiting} kinds of images to look at: --what-if, then --reviewed"] if waiting else []


def _left_out(account: "Account") -> list[str]:
    return [f"left out, {number}: {words}" for words, number in account.reasons.most_common()]


def _check_search(options: argparse.Namespace) -> None:
    if not options.what_if:
        raise UsageError("--find-text goes with --what-if")
    check_installed()


def _what_if(found: "Preview", searched: "Mapping[str, Searched]") -> str:
    from viewer.deid.review import suggestion  # noqa: PLC0415  as above

    account = found.account
    kept, removed = account.profile.statements()
    lines = [account.profile.title, "", "Kept:", *(f"  {text}" for text in kept)]
    lines += ["Removed:", *(f"  {text}" for text in removed), ""]
    lines += [
        f"{account.written} of {account.objects} objects would be copied.",
        *_left_out(account),
    ]
    lines += account.warnings
    for example in filter(None, found.examples):
        lines += ["", "One object, before -> after:"]
        lines += [
            f"  {change.name}: {visible(change.before)} -> {visible(change.after) or '(nothing)'}"
            for change in example
        ]
    waiting = [layout.risk for layout in account.layouts.values() if not layout.reviewed]
    if waiting:
        lines += ["", "# For --reviewed, once somebody has looked at these images:"]
        lines.append(suggestion(waiting, searched))
    return "\n".join(lines) + "\n"
