"""The options of `lightbox publish`, and the request they mean."""

import argparse
import sys
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.cli.ask_password import ASKED, ask_password
from viewer.cli.unlock import add_password, unlock
from viewer.cli.usage import UsageError, refuse_inside
from viewer.model.safe_text import visible
from viewer.publish.errors import PublishError
from viewer.publish.profiles import CARRIERS, DEFAULT, PROFILES, profile_named

if TYPE_CHECKING:  # they load pydicom, which help need not wait for
    from viewer.publish.anonymised import Anonymising
    from viewer.publish.furnish import Wanted
    from viewer.publish.kits import Kit
    from viewer.publish.request import Request

_DEFAULT_KIT = "windows"  # the others cost room, and few ask for them (packaging.md 5)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    names = ", ".join(f"{one.short} ({one.name})" for one in PROFILES if one.short)
    parser.add_argument("sources", type=Path, nargs="*", metavar="SRC", help="folder, disc, ZIP")
    parser.add_argument(
        "--to", type=Path, metavar="DIR|FILE.iso|FILE.zip", help="new folder, image or ZIP"
    )
    parser.add_argument(
        "--add", action="store_true", help="add to the medium at --to, which has a DICOMDIR"
    )
    parser.add_argument("--profile", default=DEFAULT.short, help=f"one of {names}")
    parser.add_argument(
        "--medium", choices=tuple(CARRIERS), help="how much fits on one; default: by the profile"
    )
    parser.add_argument(
        "--password", nargs="?", const=ASKED, metavar="PASSWORD", help="encrypt the ZIP (AES-256); "
        "asked for, or one is made, if none is given here"
    )  # fmt: skip
    add_password(parser, "--source-password")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, write nothing")
    parser.add_argument("--volume-id", default="", metavar="NAME", help="A-Z, 0-9, _; at most 16")
    parser.add_argument(
        "--no-tools", action="store_true", help="without the checks of DCMTK and dicom3tools"
    )
    _add_people(parser)
    _add_furniture(parser)
    group = parser.add_argument_group("many jobs")
    group.add_argument(
        "--batch", type=Path, metavar="CSV", help="a table with the columns job, sources (with | "
        "between), to and options"
    )  # fmt: skip
    group.add_argument(
        "--watch", type=Path, metavar="DIR", help="a disc below --to for all that is put into DIR"
    )
    group.add_argument("--quiet", type=float, default=10.0, metavar="SECONDS", help=(
        "how long nothing may have come before a watched study is taken; default: 10"
    ))  # fmt: skip
    group.add_argument("--images", action="store_true", help="ISO files of what is watched")
    group.add_argument("--log", type=Path, metavar="CSV", help="a line for each job; no patients")


def _add_people(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("people")
    several = group.add_mutually_exclusive_group()
    several.add_argument(
        "--several-patients", action="store_true", help="allow more than one patient on a disc"
    )
    several.add_argument(
        "--disc-for-each", action="store_true", help="a disc for each patient in the sources"
    )
    group.add_argument(
        "--deidentify", metavar="PROFILE", help="without identity: a preset, or a TOML file"
    )
    group.add_argument("--key", type=Path, metavar="FILE", help="as of `lightbox deidentify`")
    group.add_argument("--reviewed", type=Path, metavar="FILE", help="as of `lightbox deidentify`")
    group.add_argument("--export-id", default="", metavar="TEXT", help="in place of the name")


def _add_furniture(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("beside the images")
    viewer = group.add_mutually_exclusive_group()
    viewer.add_argument(
        "--viewer", metavar="KIT,...", help="windows, macos, linux, or folders; default: "
        f"{_DEFAULT_KIT}, if it was built; packed as well for a faster start, where that fits"
    )  # fmt: skip
    viewer.add_argument("--no-viewer", action="store_true", help="images and pages only")
    group.add_argument(
        "--no-packed", action="store_true", help="viewers that cannot be copied to a computer first"
    )
    group.add_argument("--no-web", action="store_true", help="without INDEX.HTM and previews")
    group.add_argument("--no-autorun", action="store_true", help="without AUTORUN.INF (M-073)")
    group.add_argument("--no-icons", action="store_true", help="without pictures in the DICOMDIR")
    group.add_argument("--dicom-only", action="store_true", help="nothing beside the images at all")
    group.add_argument("--institution", default="", metavar="TEXT", help="who made the disc")
    group.add_argument("--contact", default="", metavar="TEXT", help="how to reach them")
    group.add_argument("--label", default="", metavar="TEXT", help="a line of yours")
    group.add_argument(
        "--print-label", action="store_true", help="a page with label and cover beside the disc"
    )


def request_of(options: argparse.Namespace, on_exit: ExitStack) -> "Request":
    """The request; what makes pictures is closed by `on_exit`. Raises UsageError, TargetError."""
    from viewer.publish.delivery import check_target  # noqa: PLC0415  as above
    from viewer.publish.request import Request  # noqa: PLC0415

    profile = profile_named(options.profile)
    if not options.sources:
        raise UsageError("there are no sources")
    if profile is None:
        raise UsageError(f"there is no profile {visible(options.profile)}")
    if options.to is None and not (options.dry_run and not options.add):
        raise UsageError("--to is needed, or --dry-run")
    if options.add and options.disc_for_each:
        raise UsageError("--add is for one medium")
    unlock(options.sources, options.source_password)
    try:
        request = Request(
            tuple(options.sources),
            options.to or Path("DISC"),
            profile,
            CARRIERS[options.medium] if options.medium else None,
            several_patients=options.several_patients,
            disc_for_each=options.disc_for_each,
            with_tools=not options.no_tools,
            icons=not options.no_icons,
            wanted=_wanted(options, on_exit),
            with_label=options.print_label,
            volume_id=options.volume_id,
            institution=options.institution,
            contact=options.contact,
            label=options.label,
            export_id=options.export_id,
        )
        request.check()
        if not options.dry_run:
            for source in options.sources:
                refuse_inside(source, request.target)
    except PublishError as error:
        raise UsageError(str(error)) from error
    if not options.dry_run and not options.add:
        check_target(request)
    if options.password is not None and not options.dry_run:  # once all else is good
        request = _with_password(request, options)
    return request


def _with_password(request: "Request", options: argparse.Namespace) -> "Request":
    password = ask_password() if options.password == ASKED else str(options.password)
    protected = replace(request, password=password)
    try:
        protected.check()
    except PublishError as error:
        raise UsageError(str(error)) from error
    return protected


def _wanted(options: argparse.Namespace, on_exit: ExitStack) -> "Wanted":
    from viewer.publish.furnish import Wanted  # noqa: PLC0415  as above
    from viewer.publish.pages import PageOptions  # noqa: PLC0415

    if options.dicom_only:
        return Wanted()
    pages = PageOptions(web=not options.no_web, autorun=not options.no_autorun)
    pictures = None
    if pages.web and not options.dry_run:
        with suppress(ImportError):  # without the window's library pages have no previews
            from viewer.ui.disc_pictures import DiscPictures  # noqa: PLC0415

            pictures = on_exit.enter_context(DiscPictures())
    return Wanted(() if options.add else _kits(options), pages, pictures)


def _kits(options: argparse.Namespace) -> "tuple[Kit, ...]":
    from viewer.publish.kits import find_kit  # noqa: PLC0415  as above

    if options.no_viewer:
        return ()
    names = (options.viewer or _DEFAULT_KIT).split(",")
    try:
        kits = tuple(find_kit(name) for name in dict.fromkeys(names))
    except PublishError:
        if options.viewer:
            raise
        sys.stdout.write("no viewer on the disc: none has been built here\n")
        return ()
    return tuple(replace(kit, packed=None) for kit in kits) if options.no_packed else kits


def anonymising_of(options: argparse.Namespace) -> "Anonymising | None":
    """How identities are taken out, None if they are not. Raises UsageError."""
    if options.deidentify is None:
        return None
    from viewer.deid.errors import DeidError  # noqa: PLC0415  as above
    from viewer.deid.key import JobKey, load_key  # noqa: PLC0415
    from viewer.deid.profile import PRESETS, load_profile  # noqa: PLC0415
    from viewer.deid.review import load_reviews  # noqa: PLC0415
    from viewer.publish.anonymised import Anonymising  # noqa: PLC0415

    name = options.deidentify
    try:
        profile = PRESETS[name] if name in PRESETS else load_profile(Path(name))
        key = JobKey() if options.key is None else load_key(options.key)
        reviews = {} if options.reviewed is None else load_reviews(options.reviewed)
    except DeidError as error:
        raise UsageError(str(error)) from error
    return Anonymising(profile, key, reviews)
