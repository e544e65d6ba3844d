"""ICC profiles written byte by byte: three colorants and one tone curve (ICC.1 7-10)."""

import struct
from collections.abc import Sequence

Colorant = tuple[float, float, float]
# The primaries of sRGB seen under D50, as XYZ (IEC 61966-2-1 with Bradford adaptation).
RED: Colorant = (0.4360747, 0.2225045, 0.0139322)
GREEN: Colorant = (0.3850649, 0.7168786, 0.0971045)
BLUE: Colorant = (0.1430804, 0.0606169, 0.7141733)
WHITE: Colorant = (0.9642, 1.0, 0.8249)


def srgb_curve(points: int = 1024) -> list[float]:
    """Light for even steps of an sRGB channel, both 0 to 1."""
    steps = [index / (points - 1) for index in range(points)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in steps]


def profile(
    colorants: tuple[Colorant, Colorant, Colorant] = (RED, GREEN, BLUE),
    curve: Sequence[float] = (),
    *,
    device: bytes = b"scnr",
    space: bytes = b"RGB ",
) -> bytes:
    """A version 2 profile; without `curve` the channels count light itself."""
    tags = [(b"wtpt", _xyz(WHITE))]
    for name, colorant in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True):
        tags.append((name, _xyz(colorant)))
    values = struct.pack(f">{len(curve)}H", *(round(65535 * value) for value in curve))
    tone = b"curv\0\0\0\0" + struct.pack(">I", len(curve)) + values
    tags += [(name, tone) for name in (b"rTRC", b"gTRC", b"bTRC")]
    text = b"none\0"
    tags.append((b"cprt", b"text\0\0\0\0" + text))
    tags.append((b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)))
    table, content = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, value in tags:
        table += name + struct.pack(">2I", start + len(content), len(value))
        content += value + bytes(-len(value) % 4)
    size = start + len(content)
    head = struct.pack(">I4x4s", size, b"\x02\x10\0\0") + device + space + b"XYZ "
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    return head + _fixed(WHITE) + bytes(128 - len(head) - 12) + table + content


def _xyz(value: Colorant) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(value)


def _fixed(value: Colorant) -> bytes:
    return struct.pack(">3i", *(round(65536 * part) for part in value))
