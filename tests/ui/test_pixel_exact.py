import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5"])
def test_one_image_pixel_is_one_device_pixel_at_any_scale(factor: str) -> None:
    """rendering.md 2: drawn 1:1 in device pixels, at fractional ratios and odd places too."""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.factories.pixel_exact"],
        cwd=root,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
