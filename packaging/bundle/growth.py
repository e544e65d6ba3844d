"""What was added to a kit since the list in packaging/bundle/sizes-SYSTEM.csv was accepted.

Every 3.6 MB that a start reads cost a second on a CD, every file a twentieth. Growth beyond a
limit fails the build until somebody accepts it (`make bundle-accept`), which git then shows.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
TOLD_BYTES = 20_000  # a file that grew by less is not worth a line
MOST_BYTES = 1_000_000  # more than that, all in all, is an alarm
MOST_FILES = 3
LIMITS = {"linux": (110_000_000, 150), "windows": (70_000_000, 60)}  # docs/packaging.md
ZIPPED = {"windows": 32_000_000}  # of a download, deflated: what every system opens
_TAGS = re.compile(r"-[0-9a-f]{8,}|\.so[.0-9]+$|\.cpython-\d+[\w-]*|\.cp\d+-win_amd64|\.abi3")


def report(tree: Path, system: str, *, accept: bool = False) -> list[str]:
    """Print what grew; what must not be."""
    table = HERE / f"sizes-{system}.csv"
    now = sizes(tree)
    if accept or not table.exists():
        _write(table, now)
    before = _read(table)
    added = {name: size for name, size in now.items() if name not in before}
    grown = {name: now[name] - before[name] for name in now if name in before}
    for name, size in sorted(added.items(), key=lambda one: -one[1]):
        print(f"added: {name} {size:,}")
    for name, more in sorted(grown.items(), key=lambda one: -one[1]):
        if more > TOLD_BYTES:
            print(f"grew: {name} by {more:,}")
    for name in sorted(before.keys() - now.keys()):
        print(f"gone: {name} {before[name]:,}")
    more_bytes, more_files = sum(now.values()) - sum(before.values()), len(now) - len(before)
    failed = []
    if more_bytes > MOST_BYTES or more_files > MOST_FILES:
        failed.append(
            f"{system}: {more_bytes:+,} bytes, {more_files:+} files since the last accepted"
        )
    most_bytes, most_files = LIMITS.get(system, (1 << 40, 1 << 20))
    if sum(now.values()) > most_bytes or len(now) > most_files:
        failed.append(f"{system}: {sum(now.values()):,} bytes, {len(now)} files: over the goal")
    if system in ZIPPED:
        zipped = zipped_bytes(tree)
        print(f"{system}: {zipped / 1e6:.1f} MB zipped")
        if zipped > ZIPPED[system]:
            failed.append(f"{system}: {zipped:,} bytes zipped: over the goal")
    return failed


def zipped_bytes(tree: Path) -> int:
    """How large a ZIP of it is."""
    with io.BytesIO() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(p for p in tree.rglob("*") if p.is_file()):
                archive.write(path, path.relative_to(tree).as_posix())
        return stream.tell()


def sizes(tree: Path) -> dict[str, int]:
    """Bytes of each file, by its place without version tags."""
    found: dict[str, int] = {}
    for path in sorted(p for p in tree.rglob("*") if p.is_file()):
        name = _TAGS.sub("", path.relative_to(tree).as_posix())
        found[name] = found.get(name, 0) + path.stat().st_size
    return found


def _read(table: Path) -> dict[str, int]:
    with table.open(newline="") as stream:
        return {row["file"]: int(row["bytes"]) for row in csv.DictReader(stream)}


def _write(table: Path, rows: dict[str, int]) -> None:
    with table.open("w", newline="") as stream:
        to = csv.writer(stream, lineterminator="\n")
        to.writerow(["file", "bytes"])
        to.writerows(sorted(rows.items(), key=lambda row: (-row[1], row[0])))
