"""What else of a medium is read in the viewer's own process: directories, archives, names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

from tests.fuzz import seeds
from tests.fuzz.contract import require, require_sane_texts, same
from tests.fuzz.mutate import change_bytes, mutated
from tests.fuzz.target import Target
from tests.fuzz.values import text
from viewer.errors import DecodeError, FileReadError, UnsafePathError
from viewer.media.archive import ZipSource
from viewer.media.cancel import CancelToken
from viewer.media.charset import charset, format_name, plain
from viewer.media.decoders.codestream import probe
from viewer.media.dicomdir import Directory, ListedInstance
from viewer.media.file_id import split_file_id
from viewer.media.iso_source import IsoSource
from viewer.media.nested import NestedSource
from viewer.media.source import READ_ERRORS, FileEntry
from viewer.model.findings import Finding
from viewer.settings import ArchiveSettings

_ARCHIVES = ArchiveSettings(max_entries=200, max_expanded_mib=8)
_MOST_READ = 1 << 20
_SMALLEST_RECORD = 8


def _directory(data: bytes) -> None:
    first, second = Directory(data, "DICOMDIR"), Directory(data, "DICOMDIR")
    require(same(first.series, second.series), "one directory was read in two ways")
    require(same(first.findings, second.findings), "two readings, two sets of findings")
    require_sane_texts((first.file_set_id, first.series))
    leaves = 0
    for series in first.series:
        listed = list(first.instances(series))
        require(len(listed) == len(series.leaves), "a record is neither a file nor a finding")
        leaves += len(listed)
        for item in listed:
            require(isinstance(item, (ListedInstance, Finding)), "something else than a record")
            if isinstance(item, ListedInstance):
                require_sane_texts((item.sop_instance_uid, item.record_type))
                _require_safe(item.file_id)
    require(leaves <= len(data) // _SMALLEST_RECORD, "more records than there are bytes for")


def _require_safe(name: str) -> None:
    try:
        parts = split_file_id(name)
    except UnsafePathError:
        return
    require(parts and not {"", ".", ".."}.intersection(parts), "a name that leads elsewhere")
    require(not any(set(part) & set("/\\:\0") for part in parts), "a name with separators")


def _archive(data: bytes) -> None:
    cancel = CancelToken()
    try:
        source = NestedSource(ZipSource(io.BytesIO(data), "X.ZIP", _ARCHIVES), _ARCHIVES)
    except (*READ_ERRORS, FileReadError):
        return
    pending = list(source.walk(cancel))
    seen = 0
    while pending and seen < 500:
        entry = pending.pop()
        seen += 1
        if not isinstance(entry, FileEntry):
            continue
        require(not {"", ".", ".."}.intersection(entry.path.split("/")), "a name that leads out")
        try:
            with source.open(entry.path) as stream:
                stream.read(_MOST_READ)
            pending.extend(source.expand(entry.path, cancel))
        except (*READ_ERRORS, FileReadError):
            continue
    require(len(list(source.walk(cancel))) <= 2 * _ARCHIVES.max_entries, "more entries than limit")
    source.close()


def _image(data: bytes) -> None:
    cancel = CancelToken()
    image = io.BytesIO(bytes(0x8000) + data)
    try:
        source = IsoSource(image, "X.ISO", _ARCHIVES)
    except (*READ_ERRORS, FileReadError):
        return
    entries = [e for e in source.walk(cancel) if isinstance(e, FileEntry)]
    require(len(entries) <= _ARCHIVES.max_entries, "more files than the limit")
    for entry in entries:
        require(not {"", ".", ".."}.intersection(entry.path.split("/")), "a name that leads out")
        folder, _, name = entry.path.rpartition("/")
        listing = source.names(folder)
        require(name in (*listing.files, *listing.folders), "a file that no folder lists")
        try:
            with source.open(entry.path) as stream:
                require(len(stream.read(_MOST_READ)) <= entry.size, "more bytes than said")
        except (*READ_ERRORS, FileReadError):
            continue
    source.close()


def _text(data: bytes) -> None:
    """The first byte says where the character set ends and the text begins."""
    size = data[0] if data else 0
    reader, raw = charset(data[1 : 1 + size]), data[1 + size :]
    words, name = reader.decode(raw), reader.decode_name(raw)
    require_sane_texts((words[:1024], name[:1024], format_name(name)[:1024], plain(raw)))
    require(len(words) <= len(raw) + 2, "more characters than bytes")
    _require_safe(words)


def _codestream(data: bytes) -> None:
    try:
        info = probe(data)
    except DecodeError:
        return
    if info is not None:
        require(0 <= info.start <= len(data), "a stream that starts outside its data")


def _change_text(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    if random.random() < 0.5:
        terms = random.choice((b"", b"ISO_IR 192", b"\\ISO 2022 IR 87", b"GB18030", text(random)))
        terms = terms[:255]
        return bytes([len(terms)]) + terms + b"".join(text(random) for _ in range(3))[:4096]
    return change_bytes(random, data, others)


def _texts() -> tuple[bytes, ...]:
    terms = (b"", b"ISO_IR 100", b"\\ISO 2022 IR 87", b"ISO_IR 192", b"\\ISO 2022 IR 149")
    words = (b"Yamada^Tarou=\x1b$B;3ED\x1b(B^", b"\xb1\xe8", b"Doe^Jane", b"D\\A1", b"..\\X")
    return tuple(bytes([len(term)]) + term + word for term in terms for word in words)


TARGETS = (
    Target("directory", seeds.directories, _directory, mutated, share=6),
    Target("archive", seeds.archives, _archive, change_bytes, share=7),
    Target("image", seeds.images, _image, change_bytes, share=4, largest=128 * 1024),
    Target("text", _texts, _text, _change_text, share=8),
    Target("codestream", seeds.codestreams, _codestream, change_bytes, share=9),
)
