"""`lightbox`: which command runs; each command is a module imported only when asked for."""

import argparse
import importlib
import io
import sys
from collections.abc import Sequence

import viewer
from viewer import log
from viewer.cli.exit_code import ExitCode
from viewer.cli.usage import UsageError
from viewer.errors import MediumError, ViewerError

COMMANDS = (
    "open",
    "demo",
    "check",
    "info",
    "render",
    "export",
    "deidentify",
    "publish",
    "rescue",
    "selftest",
)

DESCRIPTION = "Look at the pictures on a patient disc. Not for diagnostic use."

EXAMPLES = """\
examples:
  lightbox                          find an inserted disc and open it
  lightbox D:\\                      open a drive, folder, file, DICOMDIR, ZIP or ISO
  lightbox check /media/cdrom       is everything on this disc readable?
  lightbox info DISC.ZIP --json     what is on it, for programs
  lightbox render disc --preset lung --size 800x600 --out slice.png
  lightbox export disc --format png --to pictures
  lightbox deidentify disc --to copy --profile share
  lightbox publish studies --to DISC.iso
  lightbox rescue D:\\ --to copy    save what a scratched disc still gives

exit status: 0 fine, 1 something was found, 2 wrong usage, 3 unreadable
"""


def run(arguments: Sequence[str]) -> int:
    """Parse and run; returns the exit status."""
    words = _with_command(list(arguments))
    options = _parser(words).parse_args(words)
    log.configure(verbose=options.verbose)
    _speak_utf8()
    command = importlib.import_module(f"viewer.cli.{options.command}_command")
    try:
        return int(command.run(options))
    except MediumError as error:
        sys.stderr.write(f"lightbox: {error}\n")
        return ExitCode.UNREADABLE
    except UsageError as error:
        sys.stderr.write(f"lightbox: {error}\n")
        return ExitCode.USAGE
    except ViewerError as error:
        sys.stderr.write(f"lightbox: {error}\n")
        return ExitCode.FINDINGS
    except KeyboardInterrupt:
        sys.stderr.write("lightbox: stopped\n")
        return 130
    except BrokenPipeError:  # the reader, such as `head`, had enough
        sys.stderr.close()
        return ExitCode.OK


def _speak_utf8() -> None:
    """Names come in every script and some file names are no text: printing never fails."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _with_command(arguments: list[str]) -> list[str]:
    """`lightbox PATH` means `lightbox open PATH`."""
    arguments = ["selftest" if word == "--self-test" else word for word in arguments]
    for position, argument in enumerate(arguments):
        if argument in {"-h", "--help", "--version"} or argument in COMMANDS:
            return arguments
        if not argument.startswith("-"):
            return [*arguments[:position], "open", *arguments[position:]]
    return [*arguments, "open"]


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for this command line.

    Only the module of the command is loaded: the window must not wait for what `render` needs.
    """
    command = next((word for word in words if word in COMMANDS), None)
    parser = argparse.ArgumentParser(
        prog="lightbox",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Lightbox {viewer.__version__}")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="say more on stderr; never patient data"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS if command is None else (command,):
        importlib.import_module(f"viewer.cli.{name}_command").add_parser(commands)
    return parser
