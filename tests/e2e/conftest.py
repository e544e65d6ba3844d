"""One small demo disc for all end-to-end tests."""

from pathlib import Path

import pytest

from viewer.demo.disc import make_demo_disc


@pytest.fixture(scope="session")
def demo_disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo disc in its small form: every kind of object, few and small pictures."""
    folder = tmp_path_factory.mktemp("disc") / "DEMO"
    make_demo_disc(folder, small=True)
    return folder
