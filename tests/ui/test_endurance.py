"""A few hundred acts of the endurance run; `make endure` does hundreds of thousands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.endurance import meters
from tests.endurance.meters import Sample
from tests.endurance.plan import act


@pytest.mark.slow
def test_random_hands_break_nothing(tmp_path: Path) -> None:
    """In a process of its own: what it looks for may end one."""
    arguments = ["--small", "--seed", "7", "--acts", "600", "--log", str(tmp_path / "acts")]
    done = subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "tests.endurance", *arguments],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "600 acts" in done.stdout


def test_a_seed_asks_for_the_same_acts_again() -> None:
    assert [act(3, n) for n in range(50)] == [act(3, n) for n in range(50)]
    assert [act(3, n) for n in range(50)] != [act(4, n) for n in range(50)]


def sample(number: int, **values: float) -> Sample:
    """A reading in which nothing is conspicuous but `values`."""
    flat = dict.fromkeys(meters.ALLOWED, 1.0) | {"frames": 0.0} | values
    return Sample(act=number, seconds=float(number), **flat)  # type: ignore[arg-type]


def test_what_grows_is_a_finding_and_what_fills_up_is_none() -> None:
    filling = [sample(n, viewer_mib=300.0 + min(n, 9) * 20) for n in range(30)]
    assert meters.findings(filling) == []
    leaking = [sample(n, viewer_mib=300.0 + n * 2, files=10.0 + n // 5) for n in range(30)]
    assert [text.split()[0] for text in meters.findings(leaking)] == ["viewer_mib", "files"]


def test_frames_and_shared_memory_left_at_rest_are_findings() -> None:
    assert meters.findings([sample(0, frames=1.0)]) == ["frames at rest: 1.0"]
    assert meters.findings([sample(0, segments=9.0)]) == ["segments at rest: 9.0"]
