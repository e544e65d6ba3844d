"""The option for media that are protected ZIPs (M-081)."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from viewer.cli.ask_password import ASKED, ask_known_password
from viewer.media.keyring import KEYRING


def add_password(parser: argparse.ArgumentParser, option: str = "--password") -> None:
    """Declare `option`."""
    parser.add_argument(
        option,
        nargs="?",
        const=ASKED,
        metavar="PASSWORD",
        help="of a protected ZIP, after its name; asked for without a value, and never shown",
    )


def unlock(places: Sequence[Path], given: str | None) -> None:
    """Have protected ZIPs at or in these places opened with what the option says, if anything."""
    if given is None:
        return
    password = ask_known_password() if given == ASKED else given
    for place in places:
        KEYRING.add(place, password)
