"""A viewer of somebody else's opens our discs: every study, every image that it asks for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.discs import published
from tests.shared_data import shared_data

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
def test_aeskulap_opens_every_study_of_a_disc_of_many_kinds(tmp_path: Path) -> None:
    if any(shutil.which(name) is None for name in ("aeskulap", "Xvfb", "xdotool", "stdbuf")):
        pytest.skip("aeskulap, Xvfb or xdotool is not on this machine")
    data = shared_data()
    sources = [data / "series" / "ct-philips-head-5mm", data / "objects" / "pdf"]
    sources += [data / "made" / "objects", data / "multiframe" / "emri_small_RLE.dcm"]
    published(*sources, target=tmp_path / "disc", several_patients=True, icons=True)
    done = subprocess.run(
        [sys.executable, "packaging/aeskulap.py", str(tmp_path / "disc")],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 shown" not in done.stdout
