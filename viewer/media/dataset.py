"""A data set as it lies in the file: values are read, decoded and converted when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from viewer.limits import ITEMS, TEXT_BYTES, VALUE_BYTES
from viewer.media import attributes as at
from viewer.media.byte_window import ByteWindow
from viewer.media.charset import REPLACEMENT, Charset, brief, charset, plain
from viewer.media.elements import ElementScanner, PixelElement, nested_encoding
from viewer.media.encoding import ITEM, UNDEFINED, Element, Encoding, guess_encoding
from viewer.media.numbers import decimal, tags, unpack, whole

if TYPE_CHECKING:
    from viewer.media.header_memory import Kind

_TEXT_NUMBERS: Final = frozenset({b"DS", b"IS"})


class RawDataset:
    """Elements by tag, with typed access; a missing or unusable value is None, "" or ().

    Values are read from the stream on demand, so the stream must stay open and unmoved by
    others during a call. `transfer_syntax_uid` is the syntax the bytes really have; where it
    differs from the declared one, `deviations` says so.
    """

    __slots__ = (
        "_charset",
        "_deviations",
        "cut_off",
        "elements",
        "encoding",
        "memory",
        "meta",
        "pixel_data",
        "start",
        "transfer_syntax_uid",
        "window",
    )

    def __init__(
        self,
        window: ByteWindow,
        encoding: Encoding,
        elements: dict[int, Element],
        *,
        parent: RawDataset | None = None,
    ) -> None:
        self.window = window
        self.encoding = encoding
        self.elements = elements
        self.meta: RawDataset | None = None
        self.memory: Kind | None = None
        self.pixel_data: PixelElement | None = None
        self.start = 0  # where the first element lies in `stream`; not of an item
        self.cut_off = False  # the walk ended at damage, not at the end of the data set
        self.transfer_syntax_uid: str = parent.transfer_syntax_uid if parent else ""
        # Items share the list of their data set: what is odd inside is odd about the file.
        self._deviations: list[str] = parent._deviations if parent else []  # noqa: SLF001 - same class
        self._charset: Charset | None = None
        if parent is not None and at.SPECIFIC_CHARACTER_SET not in elements:
            self._charset = parent.charset  # inherited, PS3.3 C.12.1.1.2

    @property
    def stream(self) -> BinaryIO:
        """Where `pixel_data.offset` counts: the file, or the inflated bytes of a deflated one."""
        return self.window.stream

    @property
    def charset(self) -> Charset:
        """The decoder of this data set's text (M-006)."""
        if self._charset is None:
            self._charset = charset(self.raw(at.SPECIFIC_CHARACTER_SET))
        return self._charset

    @property
    def deviations(self) -> tuple[str, ...]:
        """How the file departs from PS3.10 and PS3.5, as far as seen until now."""
        return tuple(self._deviations)

    @property
    def is_directory(self) -> bool:
        """True for a DICOMDIR: DICOM, but no instance (PS3.10 8.6)."""
        media_class = self.meta.uid(at.MEDIA_STORAGE_SOP_CLASS_UID) if self.meta else ""
        return (
            at.DIRECTORY_RECORD_SEQUENCE in self.elements or media_class == "1.2.840.10008.1.3.10"
        )

    def note(self, deviation: str) -> None:
        """Remember one more deviation; repeated ones once."""
        if deviation not in self._deviations:
            self._deviations.append(deviation)

    def __contains__(self, tag: int) -> bool:
        return tag in self.elements

    def overlay_groups(self) -> tuple[int, ...]:
        """The groups 6000-601E that have elements (D-080)."""
        if max(self.elements, default=0) < 0x6000_0000:
            return ()
        groups = {tag >> 16 for tag in self.elements if 0x6000_0000 < tag < 0x601F_0000}
        return tuple(sorted(group for group in groups if group % 2 == 0))

    def raw(self, tag: int) -> bytes:
        """The bytes of a value; those of a sequence include its item headers."""
        element = self.elements.get(tag)
        if element is None:
            return b""
        _, offset, length = element
        if length > VALUE_BYTES:
            self.note(f"value of {tag:08X} is too large to be read")
            return b""
        return self.window.get(offset, length)

    def with_elements(self, elements: dict[int, Element]) -> RawDataset:
        """The same data set with a dictionary and deviations of its own, without memory."""
        twin = RawDataset(self.window, self.encoding, elements)
        twin.meta, twin.pixel_data, twin.cut_off = self.meta, self.pixel_data, self.cut_off
        twin.transfer_syntax_uid, twin.start = self.transfer_syntax_uid, self.start
        return twin

    def vr(self, tag: int) -> bytes:
        """The VR as written if it is one, else as the dictionary has it, else UN."""
        element = self.elements.get(tag)
        written = element[0] if element else b"UN"
        return written if written != b"UN" else at.vr_of(tag)

    def text(self, tag: int) -> str:
        """The whole value as text fit to be shown, backslashes included; cut if very long."""
        raw = self._text_bytes(tag)
        if not raw:
            return ""
        if raw.isascii() and (text := raw.decode("ascii")).isprintable():
            return brief(text.strip(" "))  # nearly always; the same in every character set
        return self._decoded(raw, self.charset.decode(raw))

    def texts(self, tag: int) -> tuple[str, ...]:
        """The values of a multi-valued text, each without padding; () when empty."""
        text = self.text(tag)
        return tuple(part.strip() for part in text.split("\\")) if text else ()

    def code(self, tag: int) -> str:
        """The first value of a coded string (CS), upper case; what is not ASCII becomes `?`."""
        raw = self._text_bytes(tag)
        return plain(raw.split(b"\\", 1)[0].strip(b" \0\t\r\n")).upper() if raw else ""

    def codes(self, tag: int) -> tuple[str, ...]:
        """All values of a coded string (CS), upper case."""
        return tuple(value.upper() for value in self.texts(tag))

    def uid(self, tag: int) -> str:
        """A UID; anything but printable ASCII in it becomes `?`."""
        return plain(self._text_bytes(tag))

    def name(self, tag: int) -> str:
        """A Person Name as stored, decoded."""
        raw = self._text_bytes(tag)
        return self._decoded(raw, self.charset.decode_name(raw)) if raw else ""

    def floats(self, tag: int) -> tuple[float, ...]:
        """All numbers of a value; () if one of them is none, for a point needs all three."""
        values = self.numbers(tag)
        return () if None in values else cast("tuple[float, ...]", values)

    def numbers(self, tag: int) -> tuple[float | None, ...]:
        """All numbers of a value in their places, None for each that is none (D-045)."""
        element = self.elements.get(tag)
        if element is None or not element[2]:
            return ()
        vr = element[0]
        if vr == b"UN":
            vr = at.vr_of(tag)
        raw = self._text_bytes(tag)
        binary = None if vr in _TEXT_NUMBERS else unpack(raw, vr, self.encoding.order)
        if binary is not None:
            return tuple(float(v) if v - v == 0 else None for v in binary)  # NaN, inf: None
        text = raw.decode("ascii", "replace").strip(" \0")
        if not text:
            return ()
        return tuple(map(decimal, text.split("\\"))) if "\\" in text else (decimal(text),)

    def number(self, tag: int) -> float | None:
        """The first number of a value."""
        if tag not in self.elements:
            return None
        values = self.numbers(tag)
        return values[0] if values else None

    def ints(self, tag: int) -> tuple[int, ...]:
        """All whole numbers of a value; () if one of them is none. Of VR AT: the tags."""
        element = self.elements.get(tag)
        if element is None or not element[2]:
            return ()
        vr = self.vr(tag)
        if vr == b"US" and element[2] == 2:  # most of a header
            raw = self.window.get(element[1], 2)
            return (int.from_bytes(raw, self.encoding.byte_order),)
        if vr == b"AT":
            return tags(self._text_bytes(tag), self.encoding.order)
        return whole(self.floats(tag))

    def integer(self, tag: int) -> int | None:
        """The first whole number of a value."""
        if tag not in self.elements:
            return None
        values = self.ints(tag)
        return values[0] if values else None

    def items(self, tag: int, limit: int = ITEMS) -> tuple[RawDataset, ...]:
        """The first `limit` items of a sequence; their sequences stay unread until asked for."""
        element = self.elements.get(tag)
        if element is None or not element[2]:
            return ()
        found = tuple(islice(self._items(*element), limit + 1))
        if len(found) > limit:
            self.note(f"sequence {tag:08X} has more than {limit} items")
        return found[:limit]

    def first_item(self, tag: int) -> RawDataset | None:
        """The first item of a sequence."""
        element = self.elements.get(tag)
        return next(self._items(*element), None) if element is not None and element[2] else None

    def _items(self, vr: bytes, position: int, length: int) -> Iterator[RawDataset]:
        encoding = nested_encoding(self.encoding, vr)
        end = position + length
        in_vain = 0
        while end - position >= 8:
            head = encoding.head(self.window.peek(position, 8), 0)
            if head is None or head[0] != ITEM:
                return
            position += 8
            item_end = end if head[2] == UNDEFINED else min(position + head[2], end)
            if vr == b"UN" and item_end - position >= 8:  # some wrap explicit VR in UN
                encoding = guess_encoding(self.window.peek(position, 8), 0, encoding)
            scanner = ElementScanner(self.window, encoding, position, item_end)
            scanner.in_vain = in_vain
            after = scanner.scan_item()
            in_vain = scanner.in_vain
            item = RawDataset(self.window, encoding, scanner.elements, parent=self)
            item.pixel_data = scanner.pixels
            for deviation in scanner.deviations:
                self.note(deviation)
            yield item
            position = after if head[2] == UNDEFINED else item_end

    def _text_bytes(self, tag: int) -> bytes:
        element = self.elements.get(tag)
        if element is None:
            return b""
        _, offset, length = element
        window = self.window
        start = offset - window.base
        if start >= 0 and start + length <= len(window.buffer) and length <= TEXT_BYTES:
            return window.buffer[start : start + length]  # nearly always; saves two calls
        return window.get(offset, min(length, TEXT_BYTES))

    def _decoded(self, raw: bytes, text: str) -> str:
        """`text`, after a note if the character set was wrong or missing."""
        if REPLACEMENT in text:
            self.note("text that is not in the declared character set")
        elif not self.charset.declared and not raw.isascii():
            self.note("text without a declared character set")
        return brief(text)
