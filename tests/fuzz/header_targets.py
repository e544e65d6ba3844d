"""The header reader, with and without its memory, and structured reports."""

from __future__ import annotations

import io
import zlib
from random import Random

from tests.fuzz import seeds
from tests.fuzz.contract import require, require_sane_header, require_sane_texts, same
from tests.fuzz.mutate import mutated
from tests.fuzz.target import Target
from viewer.errors import FileReadError
from viewer.limits import (
    REPORT_CHARACTERS,
    REPORT_ITEMS,
    REPORT_VALUE_CHARACTERS,
    TAG_NODES,
    TEXT_CHARACTERS,
)
from viewer.media import attributes as at
from viewer.media.documents.sr import parse_report
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.parse import parse_header
from viewer.media.tags import read_tags
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey
from viewer.model.tags import compared
from viewer.settings import MIB, DecodeSettings

# What a deflated data set may become is bounded by a limit, not by the size of its file: a
# lower one than the window's lets more inputs be tried.
SETTINGS = DecodeSettings(max_inflated_bytes=8 * MIB)
_FILE = FileKey(1, "X")


def outcome(data: bytes, memory: HeaderMemory | None = None) -> InstanceHeader | tuple[str, str]:
    """The header, or what kind of error says that there is none; nothing else may be raised."""
    try:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        header = parse_header(raw, _FILE, SETTINGS)
    except FileReadError as error:
        return type(error).__name__, str(error)
    if raw.pixel_data is not None and header.image is None:
        described = at.ROWS in raw and at.BITS_ALLOCATED in raw
        require(header.image_problem or not described, "an image is not shown and nobody says why")
    return header


def _header(data: bytes) -> None:
    found = outcome(data)
    require(same(found, outcome(data)), "the same bytes were read in two ways")
    if isinstance(found, InstanceHeader):
        require_sane_header(found, len(data), SETTINGS)


def _memory(data: bytes) -> None:
    """What was read of other files makes no difference to what is read of this one."""
    random = Random(zlib.crc32(data))  # noqa: S311  damage, no secrets
    neighbours = [mutated(random, data, ()) for _ in range(2)]
    files = (data, neighbours[0], data, data, neighbours[1], neighbours[0], data)
    alone = {file: outcome(file) for file in {data, *neighbours}}
    memory = HeaderMemory()
    for number, file in enumerate(files):
        require(
            same(outcome(file, memory), alone[file]),
            f"file {number} is read in another way after others",
        )


def _report(data: bytes) -> None:
    try:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS)
        report = parse_report(raw)
    except FileReadError:
        return
    require(len(report.items) <= REPORT_ITEMS, "more items than the limit")
    # The value over which the limit was passed is shown whole.
    most = REPORT_CHARACTERS + 100 * REPORT_VALUE_CHARACTERS
    require(sum(len(item.value) for item in report.items) <= most, "more text than the limit")
    require_sane_texts((report.title, report.authors, report.verifiers))
    require(same(report, parse_report(raw)), "the same report was read in two ways")


def _tags(data: bytes) -> None:
    """The tag browser lists whatever the reader reads, within its limits, fit to be shown."""
    try:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS)
    except FileReadError:
        return
    found = read_tags(raw)
    waiting, count = list(found.nodes), 0
    while waiting:
        node = waiting.pop()
        count += 1
        require(len(node.value) <= 2 * TEXT_CHARACTERS, "a value longer than a line")
        require_sane_texts((node.name, node.value, node.creator))
        waiting.extend(node.children)
    require(count <= TAG_NODES + 2, "more elements than the limit")
    rows = compared(found.nodes, found.nodes)
    require(not any(row.difference for row in rows), "a file differs from itself")


def _reports() -> tuple[bytes, ...]:
    return tuple(data for data in seeds.headers() if b"1.2.840.10008.5.1.4.1.1.88" in data)


TARGETS = (
    Target("header", seeds.headers, _header, share=24),
    Target("memory", seeds.headers, _memory),
    Target("report", _reports, _report, share=2),
    Target("tags", seeds.headers, _tags, share=2),
)
