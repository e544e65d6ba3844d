"""What a killed job leaves is taken away by the next one; what somebody uses is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from viewer.publish.begun import BEGUN, begun_in, take_away_left

KILLED = """
import os, signal, sys
from pathlib import Path
from viewer.publish.begun import begun_in
with begun_in(Path(sys.argv[1])) as folder:
    (folder / "DICOM").mkdir()
    (folder / "DICOM" / "IM1").write_bytes(b"somebody")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process as only POSIX can")
def test_what_a_kill_left_is_taken_away(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    ended = subprocess.run(command, check=False)  # noqa: S603
    assert ended.returncode == -signal.SIGKILL
    (left,) = tmp_path.glob(f"{BEGUN}*")
    assert (left / "DICOM" / "IM1").exists()
    with begun_in(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_uses_stays(tmp_path: Path) -> None:
    with begun_in(tmp_path) as one:
        (one / "file").write_bytes(b"x")
        with begun_in(tmp_path) as other:
            assert one != other
        assert (one / "file").exists()
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_knows_stays(tmp_path: Path) -> None:
    """A folder without a lock, a file, and a link to what is not ours."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "in-use").write_bytes(b"")
    (tmp_path / f"{BEGUN}link").symlink_to(elsewhere)
    (tmp_path / f"{BEGUN}done").write_bytes(b"")
    (tmp_path / f"{BEGUN}folder").mkdir()
    before = sorted(tmp_path.iterdir())
    take_away_left(tmp_path)
    assert sorted(tmp_path.iterdir()) == before
    assert (elsewhere / "in-use").exists()
