"""The kit for macOS, made on a Mac by freeze.py: one disk image that holds the program.

UNPROVEN: no Mac was at hand (docs/packaging.md). One file, because a program of macOS is a folder
full of links, which neither a disc without Rock Ridge nor a stick can hold, because an image can
be signed and notarised as a whole, and because a drive reads one file in one sweep. The program
in it finds the medium by this file (`viewer.media.removable`).

Asked of the environment, nothing is done without: LIGHTBOX_IDENTITY (codesign), and
LIGHTBOX_NOTARY_PROFILE, made before by `xcrun notarytool store-credentials`.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

import kit

IDENTITY = "LIGHTBOX_IDENTITY"
NOTARY = "LIGHTBOX_NOTARY_PROFILE"
ENTITLEMENTS = Path(__file__).parent / "macos-entitlements.plist"
# As viewer.media.removable.MACOS_IMAGES has them, which tells a test.
IMAGES = {"arm64": "START-MAC.DMG", "x86_64": "START-MAC-INTEL.DMG"}
SYSTEMS = {"arm64": "macos", "x86_64": "macos-intel"}


def assemble(app: Path, checkout: Path) -> Path:
    """Put the program and its licences into a disk image and describe the kit; its tree.

    Raises CalledProcessError.
    """
    machine = platform.machine()
    system, name = SYSTEMS[machine], IMAGES[machine]
    top = checkout / "build" / "kits" / system
    shutil.rmtree(top, ignore_errors=True)
    tree = top / "tree"
    tree.mkdir(parents=True)
    content = checkout / "build" / "bundle" / "macos-image"
    shutil.rmtree(content, ignore_errors=True)
    content.mkdir(parents=True)
    shutil.copytree(app, content / app.name, symlinks=True)
    kit.licences(content, checkout)
    image = tree / name
    _run("hdiutil", "create", "-volname", "Lightbox", "-srcfolder", str(content),
         "-fs", "HFS+", "-format", "UDZO", str(image))  # fmt: skip
    written = image.with_name(f"{name}.dmg")  # where hdiutil adds its own suffix to capitals
    if written.exists():
        written.rename(image)
    _sign_and_notarise(image)
    kit.describe(top, system, name, [name])
    return tree


def _sign_and_notarise(image: Path) -> None:
    identity, profile = os.environ.get(IDENTITY), os.environ.get(NOTARY)
    if identity:
        _run("codesign", "--sign", identity, "--timestamp", str(image))
    if identity and profile:
        _run("xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait")
        _run("xcrun", "stapler", "staple", str(image))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
