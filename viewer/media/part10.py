"""The beginning of a file that is written: empty preamble and meta information (M-001, M-004)."""

from __future__ import annotations

import struct
from typing import Final

import viewer
from viewer.media.rewrite import element

IMPLEMENTATION_UID: Final = "2.25.156894621877425917042741384826354181477"


def file_start(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str) -> bytes:
    """Everything in front of the data set; nothing in it comes from the source but the UIDs."""
    meta = (
        element(0x0002_0001, b"OB", b"\0\1")
        + element(0x0002_0002, b"UI", sop_class_uid.encode("ascii"))
        + element(0x0002_0003, b"UI", sop_instance_uid.encode("ascii"))
        + element(0x0002_0010, b"UI", transfer_syntax_uid.encode("ascii"))
        + element(0x0002_0012, b"UI", IMPLEMENTATION_UID.encode("ascii"))
        + element(0x0002_0013, b"SH", f"LIGHTBOX_{viewer.__version__}"[:16].encode("ascii"))
    )
    return bytes(128) + b"DICM" + element(0x0002_0000, b"UL", struct.pack("<I", len(meta))) + meta
