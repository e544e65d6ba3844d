"""How a copy is handed over: as what, compressed how, in which container."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.deid.errors import OutputError
from viewer.deid.passphrase import password_problem

if TYPE_CHECKING:
    from pathlib import Path


class Kind(StrEnum):
    """What the copy is made of."""

    DICOM = "dicom"
    PNG = "png"
    JPEG = "jpeg"
    MP4 = "mp4"  # of images with more than one frame; the others are PNG


class Coding(StrEnum):
    """How pixels of DICOM copies are stored; nothing here loses a bit."""

    ORIGINAL = "original"  # as in the source
    UNCOMPRESSED = "uncompressed"  # Explicit VR Little Endian
    JPEG_2000 = "jpeg2000"
    JPEG_LS = "jpegls"
    RLE = "rle"


@dataclass(frozen=True, slots=True)
class Output:
    """What `Request.target` becomes; raises OutputError for what does not go together.

    With `as_zip` it is the one file `target` + ".zip", with a `password` encrypted by AES-256.
    `mapping` is a file that will say who is who: it holds identity, is readable by its owner
    alone, and must lie outside the copy.
    """

    kind: Kind = Kind.DICOM
    coding: Coding = Coding.ORIGINAL
    as_zip: bool = False
    password: str = field(default="", repr=False)
    mapping: Path | None = None

    def __post_init__(self) -> None:
        if self.password and not self.as_zip:
            raise OutputError("only a ZIP can have a password")
        problem = password_problem(self.password) if self.password else ""
        if problem:
            raise OutputError(problem)
        if self.kind is not Kind.DICOM and self.coding is not Coding.ORIGINAL:
            raise OutputError("only DICOM copies have a compression to choose")
