"""ZIP archives made to hurt: each opens as far as it makes sense, and says what it left out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from tests.hostile.checking import check
from tests.hostile.objects import instance, native
from viewer.limits import ARCHIVE_ENTRIES, ARCHIVES_OPEN

if TYPE_CHECKING:
    from pathlib import Path

GOOD = native(bytes(6))(instance(99))


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def entry(name: bytes, offset: int, packed: int, size: int, crc: int = 0) -> bytes:
    """A line of a central directory."""
    head = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, packed, size,
                       len(name), 0, 0, 0, 0, 0, offset)  # fmt: skip
    return head + name


def with_directory(body: bytes, lines: bytes, count: int) -> bytes:
    counted = min(count, 0xFFFF)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, counted, counted, len(lines), len(body), 0)
    return body + lines + end


def local(name: bytes, packed: bytes, size: int) -> bytes:
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(b""), len(packed), size,
                       len(name), 0)  # fmt: skip
    return head + name + packed


def test_an_entry_that_expands_a_thousandfold_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    path.write_bytes(zipped({"BOMB": bytes(100 << 20), "GOOD": GOOD}))
    outcome = check(path)
    assert ("archive-limit", "expands to 104857600 bytes") in outcome.findings("BOMB")
    assert outcome.counts["shown"] == 1


def test_entries_that_share_their_data_do_not_multiply_it(tmp_path: Path) -> None:
    """As in the bomb of overlapping entries: a few MiB named 20,000 times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(60 << 20)) + packer.flush()
    good = zipped({"GOOD": GOOD})
    offset = len(good) - 22 - 50
    del offset
    body = local(b"GOOD", zlib.compress(GOOD, wbits=-15), len(GOOD))
    start = len(body)
    body += local(b"X", packed, 60 << 20)
    lines = entry(b"GOOD", 0, start - 34, len(GOOD), zlib.crc32(GOOD))
    lines += b"".join(entry(b"X%06d" % n, start, len(packed), 60 << 20) for n in range(20_000))
    path = tmp_path / "overlap.zip"
    path.write_bytes(with_directory(body, lines, 20_001))
    outcome = check(path)
    assert outcome.counts["shown"] == 1
    limits = [words for code, words in outcome.findings() if code == "archive-limit"]
    assert len(limits) > 18_000
    assert set(limits) == {"expands to 62914560 bytes"}


def test_an_archive_that_holds_itself_ends(tmp_path: Path) -> None:
    """A quine holds itself; ten archives in one another are as deep as Lightbox looks."""
    data = zipped({"GOOD": GOOD})
    for level in range(10):
        data = zipped({f"{level}.zip": data, "GOOD": GOOD})
    path = tmp_path / "nested.zip"
    path.write_bytes(data)
    outcome = check(path)
    assert [code for code, _ in outcome.findings()].count("archive-limit") == 1
    assert "directory-missing" in [code for code, _ in outcome.findings()]
    assert outcome.counts["shown"] == 1  # copies of one object


def test_more_archives_than_may_be_open(tmp_path: Path) -> None:
    data = zipped({"GOOD": GOOD})
    for number in range(ARCHIVES_OPEN + 2):
        (tmp_path / f"{number:03}.zip").write_bytes(data)
    outcome = check(tmp_path)
    told = f"more than {ARCHIVES_OPEN} archives in one place"
    assert outcome.findings().count(("archive-limit", told)) == 2
    assert outcome.counts["shown"] == 1  # copies of one object


def test_more_entries_than_allowed(tmp_path: Path) -> None:
    count = ARCHIVE_ENTRIES + 5
    body = local(b"GOOD", zlib.compress(GOOD, wbits=-15), len(GOOD))
    packed = len(body) - 34
    lines = entry(b"GOOD", 0, packed, len(GOOD), zlib.crc32(GOOD))
    lines += b"".join(entry(b"%07d" % n, 0, 0, 0) for n in range(count - 1))
    path = tmp_path / "many.zip"
    path.write_bytes(with_directory(body, lines, count))
    outcome = check(path)
    assert ("archive-limit", f"{count} entries in the archive") in outcome.findings()
    assert outcome.counts["shown"] == 1


def test_sizes_that_lie(tmp_path: Path) -> None:
    """A stated size that is far too small, and 64-bit fields that point beyond everything."""
    packed = zlib.compress(GOOD + bytes(50 << 20), wbits=-15)
    body = local(b"SMALL", packed, len(GOOD))
    lines = entry(b"SMALL", 0, len(packed), len(GOOD), zlib.crc32(GOOD))
    far = struct.pack("<2H3Q", 1, 24, 1 << 40, 1 << 40, 1 << 50)
    line = bytearray(entry(b"FAR", 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
    line[30:32] = struct.pack("<H", len(far))
    good = len(body)
    body += local(b"GOOD", zlib.compress(GOOD, wbits=-15), len(GOOD))
    packed_good = len(body) - good - 34
    lines += bytes(line) + far
    lines += entry(b"GOOD", good, packed_good, len(GOOD), zlib.crc32(GOOD))
    path = tmp_path / "lies.zip"
    path.write_bytes(with_directory(body, lines, 3))
    outcome = check(path)
    assert outcome.findings("FAR") == [("archive-limit", "expands to 1099511627776 bytes")]
    assert outcome.counts["shown"] == 1
    assert outcome.counts["readable"] == 1
