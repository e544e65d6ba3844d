"""Signs what is in a Windows kit and has no signature yet; signed files are left as they are.

Nothing is done without a certificate. Asked of the environment:

    LIGHTBOX_CERTIFICATE            a PKCS#12 file with certificate and key
    LIGHTBOX_CERTIFICATE_PASSWORD   its password
    LIGHTBOX_TIMESTAMP              the address of a time stamping service (RFC 3161); optional

osslsigncode (Debian) does it, so that no Windows is needed.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pe

CERTIFICATE = "LIGHTBOX_CERTIFICATE"
PASSWORD = "LIGHTBOX_CERTIFICATE_PASSWORD"  # noqa: S105  the name of a variable
TIMESTAMP = "LIGHTBOX_TIMESTAMP"
PROGRAMS = (".exe", ".dll", ".pyd")


def sign_unsigned(tree: Path) -> list[Path]:
    """Sign the programs and libraries of a kit that nobody has signed; which those were.

    Raises CalledProcessError if one cannot be signed: half a signed kit would be a surprise.
    """
    certificate = os.environ.get(CERTIFICATE)
    if not certificate:
        return []
    unsigned = [
        path
        for path in sorted(tree.rglob("*"))
        if path.suffix.lower() in PROGRAMS and not pe.is_signed(path)
    ]
    for path in unsigned:
        _sign(path, Path(certificate))
    print(f"signed: {len(unsigned)} files")
    return unsigned


def _sign(path: Path, certificate: Path) -> None:
    signed = path.with_name(f"{path.name}.signed")
    stamp = os.environ.get(TIMESTAMP)
    command = [
        "osslsigncode", "sign", "-pkcs12", str(certificate), "-readpass", "-", "-h", "sha256",
        "-n", "Lightbox", *(("-ts", stamp) if stamp else ()), "-in", str(path), "-out", str(signed),
    ]  # fmt: skip
    subprocess.run(command, check=True, input=os.environ.get(PASSWORD, ""), text=True)
    signed.replace(path)
