"""Runs a module of the factories on a screen of another scale, which Qt reads once at its start."""

import os
import subprocess
import sys
from pathlib import Path


def problems_at_scale(module: str, factor: str) -> str:
    """What `python -m module` complains of at a scale factor, "" if it is content."""
    done = subprocess.run(  # noqa: S603  a module of our own
        [sys.executable, "-m", module],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr or f"it ended with {done.returncode}"
