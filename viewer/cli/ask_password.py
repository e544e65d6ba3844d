"""Passwords from the person at the keyboard, never shown on the screen."""

import getpass
import sys
from typing import Final

from viewer.cli.usage import UsageError
from viewer.deid.passphrase import make_passphrase, password_problem

ASKED: Final = "\0asked"  # stands for an option without a value; nobody can type it


def ask_password() -> str:
    """Ask twice; with nothing typed a passphrase is made, and shown this once.

    Without a terminal it is the first line of the standard input. Raises UsageError.
    """
    if not sys.stdin.isatty():
        return _usable(sys.stdin.readline().rstrip("\r\n"))
    first = getpass.getpass("Password of the ZIP (Enter: one is made): ")
    if not first:
        made = make_passphrase()
        sys.stderr.write(f"Passphrase, one of 2^{made.bits}: {made.text}\n")
        sys.stderr.write("Write it down now: it is kept nowhere. Do not send it with the ZIP.\n")
        return made.text
    if getpass.getpass("The same again: ") != _usable(first):
        raise UsageError("these were two different passwords")
    return first


def ask_known_password() -> str:
    """Ask once for the password of a ZIP that exists; without a terminal as `ask_password`."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("Password of the ZIP: ")


def _usable(text: str) -> str:
    problem = password_problem(text)
    if problem:
        raise UsageError(problem)
    return text
