"""Hands an image to a program of the system that burns discs, and compares the disc afterwards.

Burning itself was tried with `xorriso` onto a file that plays a disc. No drive was there: what
the programs of Windows, macOS and desktops do is by their manuals, see docs/disc-pages.md.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.errors import WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.copying import forget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BLOCK: Final = 1 << 20
_PATIENCE_S: Final = 0.2
IMAGE, DRIVE = "{image}", "{drive}"


@dataclass(frozen=True, slots=True)
class Burner:
    """A program that burns images; with `asks` it opens a window of its own and does the rest."""

    name: str
    program: str
    arguments: tuple[str, ...]  # with IMAGE and DRIVE where those belong
    asks: bool = False

    def command(self, image: Path, drive: str) -> tuple[str, ...]:
        """What is run."""
        filled = (a.replace(IMAGE, str(image)).replace(DRIVE, drive) for a in self.arguments)
        return (self.program, *filter(None, filled))  # some find the drive themselves


_BURNERS: Final = {
    "win32": (Burner("Windows Disc Image Burner", "isoburn.exe", (DRIVE, IMAGE), asks=True),),
    "darwin": (Burner("macOS", "hdiutil", ("burn", "-verifyburn", "-noeject", IMAGE)),),
    "linux": (
        Burner("xorriso", "xorriso", ("-as", "cdrecord", f"dev={DRIVE}", "-sao", IMAGE)),
        Burner("wodim", "wodim", (f"dev={DRIVE}", "-sao", IMAGE)),
        Burner("Brasero", "brasero", ("-i", IMAGE), asks=True),
        Burner("K3b", "k3b", ("--image", IMAGE), asks=True),
        Burner("Xfburn", "xfburn", ("-i", IMAGE), asks=True),
    ),
}


def burners(
    system: str = sys.platform, find: Callable[[str], str | None] = shutil.which
) -> tuple[Burner, ...]:
    """The programs of this computer that burn, the best first."""
    family = "linux" if system.startswith("linux") else system
    return tuple(burner for burner in _BURNERS.get(family, ()) if find(burner.program))


def drives(system: str = sys.platform, devices: Path = Path("/dev")) -> tuple[str, ...]:
    """Drives that may burn, where programs have to be told which one to take."""
    if not system.startswith("linux"):
        return ()
    return tuple(str(path) for path in sorted(devices.glob("sr[0-9]*")))


def burner_at_hand(
    found: Sequence[Burner], there: Sequence[str], system: str = sys.platform
) -> tuple[Burner, str] | None:
    """A program and its drive; one with a window of its own comes last, None if there is none."""
    needs_drive = system.startswith("linux")
    for burner in sorted(found, key=lambda one: one.asks):
        if burner.asks or not needs_drive:
            return burner, ""
        if there:
            return burner, there[0]
    return None


def burn(image: Path, burner: Burner, drive: str, cancel: CancelToken | None = None) -> None:
    """Have `image` burned in `drive` ("/dev/sr0", "D:"); with `asks` only hand it over.

    Waits for the program; on cancelling it is asked to end, and the disc may be spoilt. Raises
    WriteError if it says that it failed, CancelledError.
    """
    command = burner.command(image, drive)
    token = cancel or CancelToken()
    token.check()
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603  a program of the system, named above
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=burner.asks
        )
    except OSError as error:
        raise WriteError(f"{burner.name} does not start") from error
    if burner.asks:  # it may stay open for longer than Lightbox
        threading.Thread(target=process.wait, name="burner", daemon=True).start()
        return
    code = _waited_for(process, token)
    token.check()
    if code != 0:
        raise WriteError(f"{burner.name} could not burn the disc")


def _waited_for(process: subprocess.Popen[bytes], cancel: CancelToken) -> int:
    with process:
        while True:
            try:
                return process.wait(timeout=_PATIENCE_S)
            except subprocess.TimeoutExpired:
                if cancel.cancelled:
                    process.terminate()


def compare_with_disc(
    image: Path,
    drive: Path,
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Read a burned disc and compare it with its image, byte for byte (M-076).

    `drive` is the device, which has what the image has and may have padding behind. Raises
    WriteError where they differ or the disc cannot be read, CancelledError.
    """
    token = cancel or CancelToken()
    total, done = image.stat().st_size, 0
    try:
        with image.open("rb") as wanted, drive.open("rb", buffering=0) as disc:
            forget(disc)
            while expected := wanted.read(_BLOCK):
                token.check()
                if _read_whole(disc.read, len(expected)) != expected:
                    raise WriteError("the disc was read back and differs from its image")
                done += len(expected)
                if progress is not None:
                    progress(done, total)
    except OSError as error:
        raise WriteError("the disc cannot be read back") from error


def _read_whole(read: Callable[[int], bytes | None], length: int) -> bytes:
    """Devices may give less than they are asked for."""
    parts = bytearray()
    while len(parts) < length and (chunk := read(length - len(parts))):
        parts += chunk
    return bytes(parts)
