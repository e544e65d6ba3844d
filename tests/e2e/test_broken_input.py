"""Every broken file and disc of the team's data gets an honest answer, quickly, in bounds.

What is expected of each file was judged by hand from what dcmdump and a hex dump show of it.
"""

import json
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from tests.shared_data import shared_data
from viewer.cli.main import run

HANG_S = 60  # by the clock: other programs may have the processors
MEMORY_LIMIT_MIB = 1024

# Exit status of `lightbox check` where it is not 0: 1 something is lost and named, 3 nothing is
# left to show. All others open in full, with at most a remark.
MADE = {
    "claims_65535_square.dcm": 1,
    "deflate_bomb_200mb.dcm": 1,
    "deflated_truncated.dcm": 1,
    "empty.dcm": 3,
    "htj2k_stream_bitflips.dcm": 1,
    "htj2k_stream_truncated.dcm": 1,
    "j2k_stream_truncated.dcm": 1,
    "jls_stream_bitflips.dcm": 1,
    "jls_stream_truncated.dcm": 1,
    "jpeg70_stream_truncated.dcm": 1,
    "nested_3000_unclosed.dcm": 1,
    "only_dicm.dcm": 3,
    "pixel_length_4gb.dcm": 1,
    "png_named_dcm.dcm": 3,
    "rle_stream_bitflips.dcm": 1,
    "rle_stream_truncated.dcm": 1,
    "rows_60000_data_small.dcm": 1,
    "rows_zero.dcm": 1,
    "text_named_dcm.dcm": 3,
    "truncated_in_header.dcm": 1,
    "truncated_in_meta.dcm": 3,
    "truncated_in_pixels.dcm": 1,
    "truncated_one_byte_short.dcm": 1,
    "two_billion_frames.dcm": 1,
    "zeros.dcm": 3,
}
# Bits flipped where the codec has no way to notice: DCMTK, GDCM and we all show the same picture.
UNDETECTABLE = {"j2k_stream_bitflips.dcm", "jpeg70_stream_bitflips.dcm"}


@cache
def broken_files() -> list[Path]:
    try:
        root = shared_data()
    except (pytest.skip.Exception, pytest.fail.Exception):
        return []
    folders = ("made/malformed", "malformed", "malformed/fuzz")
    return [p for f in folders for p in sorted((root / f).iterdir()) if p.is_file()]


def discs() -> list[Path]:
    try:
        root = shared_data()
    except (pytest.skip.Exception, pytest.fail.Exception):
        return []
    return [p for f in ("media", "made/media") for p in sorted((root / f).iterdir())]


def test_the_files_are_there() -> None:
    assert len(list(shared_data().iterdir())) > 5
    assert len(broken_files()) > 100
    assert len(discs()) > 15


def checked(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    started = time.monotonic()
    status = run(["check", str(path), "--json"])
    assert time.monotonic() - started < HANG_S
    answer = capsys.readouterr()
    assert "Traceback" not in answer.err
    report = json.loads(answer.out)
    assert isinstance(report, dict)
    return status, report


@pytest.mark.parametrize("path", broken_files(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_broken_file_is_answered_honestly(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = checked(path, capsys)
    findings = report["findings"]
    counts = report["counts"]
    assert isinstance(findings, list)
    assert isinstance(counts, dict)
    problems = [f for f in findings if f["severity"] != "info"]
    assert status in {0, 1, 3}
    assert (status == 0) == (not problems)
    if path.parent.parent.name == "made":
        assert status == MADE.get(path.name, 0)
    # Whatever is not shown has a finding that says so.
    if counts["shown"] == 0:
        assert findings


@pytest.mark.parametrize("path", discs(), ids=lambda p: f"{p.parent.parent.name}/{p.name}")
def test_a_disc_is_never_lost_for_one_defect(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = checked(path, capsys)
    counts = report["counts"]
    findings = report["findings"]
    assert isinstance(counts, dict)
    assert isinstance(findings, list)
    lost = (counts["referenced"] or 0) - counts["readable"]
    missing = sum(f["code"] in {"file-missing", "file-unreadable"} for f in findings)
    if lost > 0:
        assert missing >= lost
    assert status == (3 if path.name == "dicomdir-only" else 1)


def test_the_deflate_bomb_stays_within_memory() -> None:
    path = shared_data() / "made/malformed/deflate_bomb_200mb.dcm"
    program = (
        "import resource, sys; from viewer.cli.main import run; run(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter and a file of ours
        [sys.executable, "-c", program, "check", str(path)],
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=True,
    )
    assert int(done.stderr.split()[-1]) < MEMORY_LIMIT_MIB
