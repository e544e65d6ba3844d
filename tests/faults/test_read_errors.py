"""Scratches: read errors at given offsets lose what lies there and nothing else (M-042)."""

import random
from pathlib import Path

import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.faulty_source import FaultPlan, faulty_medium
from tests.factories.media import codes
from viewer.errors import FileReadError
from viewer.media.cancel import CancelToken
from viewer.model.findings import FindingCode
from viewer.model.image import FileKey, FrameKey
from viewer.settings import Settings

SLICES = 12


@pytest.mark.parametrize("seed", range(20))
def test_scratches_lose_only_what_lies_under_them(tmp_path: Path, seed: int) -> None:
    files = make_ct_series(tmp_path / "disc", slices=SLICES)
    size = files[0].stat().st_size
    chance = random.Random(seed)  # noqa: S311  a plan that can be run again
    errors = {}
    for path in chance.sample([f.name for f in files], 4):
        start = chance.randrange(size)
        errors[path] = (start, start + chance.randrange(1, 400))
    medium = faulty_medium(tmp_path / "disc", 1, Settings(), FaultPlan(errors=errors))
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    report = medium.report()
    lost = {f.path for f in report.findings if f.code is FindingCode.FILE_UNREADABLE}
    assert lost <= set(errors)
    assert report.counts.readable == SLICES - len(lost)
    for file in files:
        key = FrameKey(FileKey(1, file.name), 0)
        if file.name not in errors:
            whole = file.read_bytes()
            assert whole.endswith(bytes(medium.read_frame(key).data))
        elif file.name in lost:
            with pytest.raises(FileReadError):
                medium.read_frame(key)
    medium.close()


def test_a_second_try_may_succeed(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=3)
    plan = FaultPlan(errors={"0001": (0, 1 << 20)}, bad_tries={"0001": 2})
    medium = faulty_medium(tmp_path / "disc", 1, Settings(), plan)
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    assert FindingCode.FILE_UNREADABLE not in codes(medium.report())
    assert plan.opened.count("0001") == 3
    medium.close()
