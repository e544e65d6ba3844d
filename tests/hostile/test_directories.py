"""DICOMDIRs made to hurt: thousands of people, records in circles, files that are not there."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from tests.factories.dicomdir import Node, image, patched, patient, series, study, write_dicomdir
from tests.hostile.checking import check
from tests.hostile.objects import instance, native

if TYPE_CHECKING:
    from pathlib import Path


def disc(folder: Path, roots: list[Node], *, ring: bool = False) -> Path:
    data = write_dicomdir(roots)
    if ring:
        for node in (node for root in roots for node in root.all()):
            first = roots[0].offset
            data = patched(data, node.offset + 16, first)  # next
            data = patched(data, node.offset + 8 + 8 + 4 + 10 + 8, first)  # below
    (folder / "DICOMDIR").write_bytes(data)
    (folder / "GOOD").write_bytes(native(bytes(6))(instance(99)))
    return folder


def test_thousands_of_people(tmp_path: Path) -> None:
    people = [
        patient(f"P{n}", str(n), study(f"1.{n}", series(f"1.{n}.1", image(f"D\\{n}", f"9.{n}"))))
        for n in range(5000)
    ]
    outcome = check(disc(tmp_path, people), "--headers-only")
    assert ("several-patients", "5001 identities") in outcome.findings()
    assert outcome.counts["referenced"] == 5000
    assert outcome.counts["shown"] == 1


@pytest.mark.slow
def test_a_hundred_thousand_findings_are_counted_right(tmp_path: Path) -> None:
    files = [image(f"D\\{n}", f"9.{n}") for n in range(100_000)]
    outcome = check(disc(tmp_path, [patient("P", "1", study("1.1", series("1.1.1", *files)))]))
    codes = [code for code, _ in outcome.findings()]
    assert codes.count("file-missing") == 100_000
    assert outcome.counts["referenced"] == 100_000
    assert outcome.counts["readable"] == outcome.counts["shown"] == 1


def test_records_in_a_circle(tmp_path: Path) -> None:
    """Every record says that the first one follows it, and lies below it."""
    files = [image(f"D\\{n}", f"9.{n}") for n in range(300)]
    roots = [patient("P", "1", study("1.1", series("1.1.1", *files)))]
    outcome = check(disc(tmp_path, roots, ring=True))
    assert "directory-damaged" in [code for code, _ in outcome.findings()]
    assert outcome.counts["shown"] == 1


def test_a_record_of_nested_sequences(tmp_path: Path) -> None:
    deep = struct.pack("<HH2sHI", 0x0040, 0xA730, b"SQ", 0, 0xFFFFFFFF)
    deep = (deep + b"\xfe\xff\x00\xe0\xff\xff\xff\xff") * 20_000
    nested = image("GOOD", "1.2.3.4.99")
    nested.values.append((0x00410010, "UN", deep))
    roots = [patient("P", "1", study("1.1", series("1.1.1", nested)))]
    outcome = check(disc(tmp_path, roots))
    assert outcome.counts["shown"] == 1
