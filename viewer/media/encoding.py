"""How elements are written: explicit or implicit VR, little or big endian (PS3.5 7.1)."""

import struct
from typing import Final, Literal

SHORT_VRS: Final = frozenset(
    b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split()
)
LONG_VRS: Final = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
ALL_VRS: Final = SHORT_VRS | LONG_VRS
UNDEFINED: Final = 0xFFFFFFFF
ITEM: Final = 0xFFFEE000
ITEM_END: Final = 0xFFFEE00D
SEQUENCE_END: Final = 0xFFFEE0DD

# Of one element: VR, absolute offset of the value, its length. A plain tuple: a header has
# hundreds, and 20 000 files have millions. In implicit VR data sets the VR is UN.
Element = tuple[bytes, int, int]


class Encoding:
    """One of the four ways to write elements, with the readers of its numbers."""

    __slots__ = (
        "byte_order",
        "explicit",
        "explicit_header",
        "implicit_header",
        "little",
        "order",
        "u32",
    )

    def __init__(self, *, explicit: bool, little: bool) -> None:
        self.explicit = explicit
        self.little = little
        self.order = "<" if little else ">"
        self.byte_order: Literal["little", "big"] = "little" if little else "big"
        self.explicit_header = struct.Struct(self.order + "HH2sH").unpack_from
        self.implicit_header = struct.Struct(self.order + "HHI").unpack_from
        self.u32 = struct.Struct(self.order + "I").unpack_from

    def __repr__(self) -> str:
        vr = "explicit" if self.explicit else "implicit"
        return f"{vr} VR {'little' if self.little else 'big'} endian"

    def head(self, data: bytes, at: int) -> tuple[int, bytes, int, int] | None:
        """Tag, VR, length and header size of the element at `at`; None if it is cut off.

        An unknown VR is returned as it stands, with the length its short form would have.
        """
        if len(data) - at < 8:
            return None
        if (
            not self.explicit
            or data[at : at + 2] == b"\xfe\xff"
            or data[at : at + 2] == b"\xff\xfe"
        ):
            group, number, length = self.implicit_header(data, at)
            return group << 16 | number, b"UN", length, 8
        group, number, vr, length = self.explicit_header(data, at)
        if vr not in LONG_VRS:
            return group << 16 | number, vr, length, 8
        if len(data) - at < 12:
            return None
        return group << 16 | number, vr, self.u32(data, at + 8)[0], 12


IMPLICIT_LITTLE: Final = Encoding(explicit=False, little=True)
EXPLICIT_LITTLE: Final = Encoding(explicit=True, little=True)
EXPLICIT_BIG: Final = Encoding(explicit=True, little=False)
IMPLICIT_BIG: Final = Encoding(explicit=False, little=False)


def guess_encoding(data: bytes, at: int, declared: Encoding = EXPLICIT_LITTLE) -> Encoding:
    """The encoding of the element at `at`, from its bytes alone where they decide (M-002).

    The first group of a data set is small (0002, 0004, 0008), so its high byte is 0 and names
    the byte order; a VR is two capital letters, a length of that size cannot stand there.
    """
    first, second = data[at : at + 1] != b"\0", data[at + 1 : at + 2] != b"\0"
    little = first if first is not second else declared.little
    vr = data[at + 4 : at + 6]
    if vr in ALL_VRS:
        explicit = True
    elif declared.explicit and vr.isalpha() and vr.isupper():
        explicit = True  # a VR that does not exist (yet), written where it belongs
    else:
        explicit = False
    return _ENCODINGS[explicit, little]


_ENCODINGS: Final = {
    (e.explicit, e.little): e
    for e in (IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG, IMPLICIT_BIG)
}
