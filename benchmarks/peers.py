"""The programs that Lightbox is measured beside: where they are, and what installs them."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

from benchmarks.measure import Candidate, Job

PACKAGES = {  # program -> Debian package
    "dcmdump": "dcmtk",
    "dcmdjpeg": "dcmtk",
    "dcmdjpls": "dcmtk",
    "dcmdrle": "dcmtk",
    "gdcmscanner": "libgdcm-tools",
    "gdcmconv": "libgdcm-tools",
    "opj_decompress": "libopenjp2-tools",
    "aeskulap": "aeskulap",
    "Xvfb": "xvfb",
    "strace": "strace",
}
_LIBRARIES = (
    *("PySide6-Essentials", "numpy", "pydicom", "imagecodecs", "pylibjpeg-openjpeg"),
    *("dicognito", "dicom-anonymizer"),
)


def has(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None


def missing() -> dict[str, str]:
    """Programs that are not installed, and the package of each."""
    return {program: package for program, package in PACKAGES.items() if not has(program)}


def program(name: str, *arguments: str, check: bool = True) -> Job | None:
    """A job that runs an installed program, None where it is missing.

    With `check` the job raises CalledProcessError if the program refuses.
    """
    path = shutil.which(name)
    if path is None:
        return None
    command = [path, *arguments]

    def run() -> None:
        subprocess.run(  # noqa: S603  names from this package
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=check
        )

    return run


def start_of(name: str, *arguments: str) -> Job | None:
    """A job that starts a program without work for it; many call that a failure."""
    return program(name, *(arguments or ("--version",)), check=False)


def candidate(name: str, job: Job | None, idle: Job | None = None) -> list[Candidate]:
    """The candidate, or nothing where it is not installed or refuses to do the work."""
    if job is None:
        return []
    try:
        job()
    except subprocess.CalledProcessError:
        return []
    return [Candidate(name, job, idle)]


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of libraries and of the packages of peers, as far as they can be asked."""
    found = {name: version for name in _LIBRARIES if (version := _library_version(name))}
    for package in sorted(set(PACKAGES.values())):
        version = _package_version(package)
        if version:
            found[package] = version
    return found


def _library_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _package_version(package: str) -> str:
    query = shutil.which("dpkg-query")
    if query is None:
        return ""
    return _output([query, "-W", "-f", "${Version}", package])


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  see above
    return done.stdout.strip() if done.returncode == 0 else ""
