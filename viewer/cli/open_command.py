"""`lightbox [open] PATH`: the window."""

import argparse
from pathlib import Path
from typing import Any

from viewer.cli.unlock import add_password, unlock


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "open", help="open the window (the default)", description="Open the window."
    )
    parser.add_argument(
        "path",
        nargs="*",
        type=Path,
        help="drive, folder, file, DICOMDIR or ZIP; without it inserted discs are looked for",
    )
    add_password(parser)


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed."""
    unlock(options.path, options.password)
    import gc  # noqa: PLC0415  the one command that loads Qt, as is what follows

    gc.disable()  # `ui.collector` goes on with it once the window is there
    from viewer.ui import plain_imports  # noqa: F401, I001, PLC0415  before all that follows
    from viewer.ui import application  # noqa: PLC0415

    return application.run(options.path)
