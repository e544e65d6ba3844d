"""Discs and sticks in this computer, and the one Lightbox was started from.

Only Linux could be tried where this was written; the Windows and macOS branches follow the
systems' documentation and stay small for that reason.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from viewer.boot.place import is_bundled

_OPTICAL_SYSTEMS = frozenset({"iso9660", "udf", "cdfs"})
_WINDOWS_REMOVABLE = 2  # GetDriveType
_WINDOWS_CDROM = 5
# On a Mac the program runs from a disk image that lies on the medium (packaging/bundle/macos_kit).
MACOS_IMAGES = ("START-MAC.DMG", "START-MAC-INTEL.DMG")


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted removable or optical volume; `label` is what the system calls it."""

    root: Path
    label: str
    is_optical: bool = False


ListVolumes = Callable[[], tuple[Volume, ...]]


def removable_volumes() -> tuple[Volume, ...]:
    """Volumes that can be taken out, as they are mounted now; () where that is not known."""
    systems = {"win32": _windows_volumes, "darwin": _macos_volumes}
    return systems.get(sys.platform, _linux_volumes)()


def own_volume(volumes: tuple[Volume, ...], program: Path | None = None) -> Volume | None:
    """The volume the program itself runs from, None for an installed one.

    `program` is the running executable; by default that of a frozen build, else nothing,
    as a checkout on a stick is not a patient's disc.
    """
    if program is None:
        if not is_bundled():
            return None
        program = Path(sys.executable)
    if program.parent.name == "MacOS":
        return _holder_of_image(volumes)
    return next((v for v in volumes if program.resolve().is_relative_to(v.root)), None)


def own_file_set(root: Path) -> Path | None:
    """`root` if it holds pictures: the folder above the program, wherever a disc was copied to.

    A directory, or pages about them (IHE PDI) where that is lost. None otherwise, as a
    program that was installed lies beside what has nothing to do with it.
    """
    try:
        names = {path.name.upper() for path in root.iterdir()}
    except OSError:
        return None
    return root if names & {"DICOMDIR", "IHE_PDI"} else None


def _holder_of_image(volumes: tuple[Volume, ...]) -> Volume | None:
    """The volume with the disk image of the program, which macOS mounts wherever it likes.

    With two such discs nobody can tell which one was meant (S-01): None.
    """
    holders = [v for v in volumes if any((v.root / name).is_file() for name in MACOS_IMAGES)]
    return holders[0] if len(holders) == 1 else None


def is_built_in(place: Path, devices: Path = Path("/sys/dev/block")) -> bool:
    """Whether a folder is on a disk that belongs into this computer; False where nobody knows."""
    if sys.platform != "linux":
        return False
    try:
        device = place.stat().st_dev
        return _is_fixed((devices / f"{os.major(device)}:{os.minor(device)}").resolve(strict=True))
    except OSError:
        return False


def _is_fixed(block: Path) -> bool:
    if "virtual" in block.parts:  # encrypted, or several disks as one
        below = list((block / "slaves").iterdir())
        return bool(below) and all(_is_fixed(one.resolve(strict=True)) for one in below)
    is_outside = any(part.startswith(("usb", "mmc", "firewire")) for part in block.parts)
    return not is_outside and not _is_removable(block)


def _linux_volumes(
    system_blocks: Path = Path("/sys/class/block"),
) -> tuple[Volume, ...]:
    import psutil  # noqa: PLC0415 - not needed to open a given path

    volumes = []
    for part in psutil.disk_partitions(all=False):
        optical = part.fstype in _OPTICAL_SYSTEMS
        if optical or _is_removable(system_blocks / Path(part.device).name):
            root = Path(part.mountpoint)
            volumes.append(Volume(root, root.name or part.mountpoint, optical))
    return tuple(volumes)


def _is_removable(block: Path) -> bool:
    """Ask the kernel about a block device; a partition's disc is the folder above it."""
    try:
        place = block.resolve(strict=True)
        flags = [folder / "removable" for folder in (place, place.parent)]
        return any(flag.read_text().strip() == "1" for flag in flags if flag.is_file())
    except OSError:
        return False


def _macos_volumes() -> tuple[Volume, ...]:
    import psutil  # noqa: PLC0415 - not needed to open a given path

    mounted = (part for part in psutil.disk_partitions(all=False))
    return tuple(
        Volume(Path(part.mountpoint), Path(part.mountpoint).name, part.fstype in {"cd9660", "udf"})
        for part in mounted
        if part.mountpoint.startswith("/Volumes/")
    )


def _windows_volumes() -> tuple[Volume, ...]:
    import ctypes  # noqa: PLC0415 - Windows only
    import string  # noqa: PLC0415 - Windows only

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent in other systems' stubs
    volumes = []
    for letter in string.ascii_uppercase:
        root = f"{letter}:\\"
        kind = kernel.GetDriveTypeW(root)
        if kind in {_WINDOWS_REMOVABLE, _WINDOWS_CDROM}:
            name = ctypes.create_unicode_buffer(261)
            # Fails for an empty drive: nothing is inserted. No message box asks for a disc.
            kernel.SetThreadErrorMode(1, None)
            if kernel.GetVolumeInformationW(root, name, 261, None, None, None, None, 0):
                optical = kind == _WINDOWS_CDROM
                volumes.append(Volume(Path(root), name.value or root, optical))
    return tuple(volumes)
