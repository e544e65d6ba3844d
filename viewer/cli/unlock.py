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
    password = answered(given)
    if password is None:
        return
    for place in places:
        KEYRING.add(place, password)


def answered(given: str | None) -> str | None:
    """What the option says, asked for where it says nothing; None without the option."""
    return ask_known_password() if given == ASKED else given
