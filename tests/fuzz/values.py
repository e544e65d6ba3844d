"""Values that have broken readers before: extremes, text that is no text, lengths that lie."""

from __future__ import annotations

import struct
from random import Random
from typing import Final

from viewer.media import attributes as at
from viewer.media.encoding import ALL_VRS, Encoding

TAGS: Final = tuple(
    sorted({value for name, value in vars(at).items() if name.isupper() and type(value) is int})
)
VRS: Final = tuple(sorted(ALL_VRS))
_FORMATS: Final = {
    b"US": "H", b"SS": "h", b"UL": "I", b"SL": "i", b"UV": "Q", b"SV": "q", b"FL": "f",
    b"FD": "d", b"AT": "I", b"OW": "H", b"OB": "B",
}  # fmt: skip
_WHOLE: Final = (0, 1, 2, 3, 7, 8, 12, 15, 16, 17, 31, 32, 33, 64, 100, 127, 128, 255, 256, 257)
_EDGES: Final = (0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_REALS: Final = (0.0, -0.0, 1.0, -1.0, 1e-320, 1e-300, 1e300, 1.7e308, -1e308, 2.0**31, 2.0**63)
_ODD_REALS: Final = (float("nan"), float("inf"), float("-inf"))
_DECIMALS: Final = (
    b"0", b"1", b"-1", b"1\\1", b"0\\0", b"1e308", b"-1e308", b"1e-308", b"1e999", b"nan", b"inf",
    b"+5", b" 7 ", b"1_0", b"0x10", b"1,5", b"", b"\\", b"\\\\\\", b"1.0000000000000000001",
    b"65535", b"65536", b"2147483647", b"2147483648", b"4294967296", b"99999999999999999999",
    b"9" * 300, b"1\\0\\0\\0\\1\\0", b"0\\0\\0\\0\\0\\0", b"1e308\\1e308", b"-0",
)  # fmt: skip
_TEXTS: Final = (
    b"", b"\0", b" ", b"\\", b"^^^^=^=", b"A" * 70, b"A" * 1100, b"B" * 66000, b"\x1b$B", b"\x1b",
    b"\x1b$)C\xb1\xe8", b"\x1b(J\xd4\xcf", b"\xff\xfe\xfd", b"\xc3\x28", b"\xe2\x80\xae<b>x</b>",
    b"a\r\nb\tc", b"..\\..\\ETC\\PASSWD", b"C:\\X", b"/etc/passwd", b"%s%n{0}", b"\x00\x01\x02\x7f",
    b"MONOCHROME1", b"MONOCHROME2", b"RGB", b"YBR_FULL", b"YBR_FULL_422", b"YBR_RCT", b"YBR_ICT",
    b"PALETTE COLOR", b"HSV", b"LINEAR", b"LINEAR_EXACT", b"SIGMOID", b"IDENTITY", b"INVERSE",
    b"MIXED", b"COLOR", b"ISO_IR 192", b"ISO 2022 IR 87", b"\\ISO 2022 IR 149", b"GB18030", b"YES",
    b"20240102", b"99999999", b"00000000", b"20240102120000.999999", b"235960",
    b"1.2.840.10008.1.2", b"1.2.840.10008.1.2.1", b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.2",
    b"1.2.840.10008.1.2.4.50", b"1.2.840.10008.1.2.4.70", b"1.2.840.10008.1.2.4.80",
    b"1.2.840.10008.1.2.4.90", b"1.2.840.10008.1.2.5", b"1.2.840.10008.1.2.4.201",
    b"1.2.840.10008.1.2.4.110", b"1.2.840.10008.1.2.4.100", b"1.2.840.10008.1.2.1.98",
    b"1.2.840.10008.1.2.8.1", b"1.2.840.10008.1.3.10", b"1.2.840.10008.5.1.4.1.1.2",
    b"1.2.840.10008.5.1.4.1.1.4.1", b"1.2.840.10008.5.1.4.1.1.6.1", b"1.2.840.10008.5.1.4.1.1.12.1",
    b"1.2.840.10008.5.1.4.1.1.88.11", b"1.2.840.10008.5.1.4.1.1.481.2", b"CT", b"MR", b"US", b"MG",
)  # fmt: skip


def value_of(random: Random, vr: bytes, encoding: Encoding) -> bytes:
    """A value for an element of this VR, rarely a sensible one."""
    code = _FORMATS.get(vr)
    if code is not None and random.random() < 0.9:
        return _numbers(random, code, encoding)
    if vr in {b"DS", b"IS"} and random.random() < 0.8:
        return random.choice(_DECIMALS)
    if vr in {b"UN", b"SQ"}:
        return random.choice((_numbers(random, random.choice("HhIfd"), encoding), text(random)))
    return text(random)


def text(random: Random) -> bytes:
    """Bytes that stand where text should."""
    if random.random() < 0.15:
        return random.randbytes(random.choice((1, 2, 7, 16, 64)))
    if random.random() < 0.15:
        return b"\\".join(random.choices(_TEXTS[:60], k=random.choice((2, 3, 6))))
    return random.choice(_TEXTS)


def extreme(random: Random, size: int) -> int:
    """A whole number at an edge of what `size` bytes hold."""
    top = 1 << 8 * size
    if random.random() < 0.5:
        return random.choice(_WHOLE) % top
    if random.random() < 0.2:
        return random.randrange(top)
    return random.choice((*(edge for edge in _EDGES if edge < top), top - 1, top - 2, top // 2))


def _numbers(random: Random, code: str, encoding: Encoding) -> bytes:
    count = random.choice((0, 1, 1, 1, 1, 2, 3, 3, 6, 256))
    size = struct.calcsize("=" + code)
    if code in "fd":
        pool = _REALS if random.random() < 0.7 else _ODD_REALS
        reals = random.choices(pool, k=count)
        if code == "f":
            reals = [max(-3e38, min(3e38, real)) for real in reals]  # NaN stays what it is
        return struct.pack(f"{encoding.order}{count}{code}", *reals)
    words = (extreme(random, size).to_bytes(size, encoding.byte_order) for _ in range(count))
    data = b"".join(words)
    return data if random.random() < 0.95 else data[:-1]
