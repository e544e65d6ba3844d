"""`lightbox --self-test DISC`: what a bundled program tries on itself; not in the help."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from viewer.cli.exit_code import ExitCode


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command; without `help` it is not listed."""
    parser = commands.add_parser("selftest", description="Try the parts of this program.")
    parser.add_argument("disc", type=Path, help="a disc to open and to copy without identity")
    parser.add_argument("--syntaxes", type=Path, metavar="DIR", help="images, and expected.csv")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="PNG of the window")


def run(options: argparse.Namespace) -> int:
    """Try everything, say what failed."""
    from viewer.app import self_test  # noqa: PLC0415  it loads the decoders

    failed = [
        *_told("modules", self_test.missing_modules()),
        *_told("products", self_test.wrong_products()),
        *_told("parts", self_test.wrong_parts()),
    ]
    if options.syntaxes is not None:
        failed += _told("transfer syntaxes", self_test.wrong_pictures(options.syntaxes))
        failed += _told("libraries", self_test.broken_libraries(options.syntaxes))
    failed += _told("copy without identity", self_test.failed_copy(options.disc))
    if options.picture is not None:
        failed += _told("window", _window(options.disc, options.picture))
    sys.stdout.write(f"self-test: {'FAILED' if failed else 'passed'}\n")
    return ExitCode.FINDINGS if failed else ExitCode.OK


def _told(what: str, failures: list[str]) -> list[str]:
    sys.stdout.write(f"{what}: {'; '.join(failures) or 'ok'}\n")
    sys.stdout.flush()
    return failures


def _window(disc: Path, picture: Path) -> list[str]:
    from viewer.ui import plain_imports  # noqa: F401, I001, PLC0415  before all that follows
    from viewer.cli.demo_command import has_display  # noqa: PLC0415
    from viewer.ui import application  # noqa: PLC0415

    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return [] if application.write_picture(disc, picture) else ["it did not come up"]
