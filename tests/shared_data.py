"""Where the team's real DICOM files are; they never enter the repository."""

import os
from pathlib import Path

import pytest


def shared_folder() -> Path | None:
    """The folder of real files, None where it is absent."""
    named = os.environ.get("LIGHTBOX_SHARED_DATA")
    checkout = Path(__file__).resolve().parents[1]
    folder = Path(named) if named else checkout.parent / "shared" / "data"
    return folder if folder.is_dir() else None


def shared_data() -> Path:
    """The folder of real files: absent on a user's clone (skip), a must in CI (fail)."""
    folder = shared_folder()
    if folder is not None:
        return folder
    if os.environ.get("CI") == "true":
        pytest.fail("the shared test data is missing in CI")
    pytest.skip("the shared test data is not on this machine")
