"""A few hundred acts of the endurance run; `make endure` does hundreds of thousands."""

import gc
import subprocess
import sys
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.endurance import meters
from tests.endurance.answers import Answers
from tests.endurance.meters import Sample
from tests.endurance.once import empty_bounded_caches
from tests.endurance.plan import act
from tests.endurance.trail import Trail
from tests.endurance.undoing import differences, is_alike
from tests.factories.grid_desk import GridDesk
from viewer.app.screen_state import ScreenState, ViewportMoment
from viewer.app.workspace import WorkspaceState


@pytest.mark.slow
def test_random_hands_break_nothing(tmp_path: Path) -> None:
    """In a process of its own: what it looks for may end one."""
    arguments = ["--small", "--seed", "7", "--acts", "400", "--log", str(tmp_path / "acts")]
    done = subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "tests.endurance", *arguments],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "400 acts" in done.stdout
    assert "undone and done again" in done.stdout


def test_a_seed_asks_for_the_same_acts_again() -> None:
    assert [act(3, n) for n in range(50)] == [act(3, n) for n in range(50)]
    assert [act(3, n) for n in range(50)] != [act(4, n) for n in range(50)]


def sample(number: int, **values: float) -> Sample:
    """A reading in which nothing is conspicuous but `values`."""
    flat = dict.fromkeys(meters.ALLOWED, 1.0) | {"frames": 0.0} | values
    return Sample(act=number, seconds=float(number), **flat)  # type: ignore[arg-type]


def test_what_grows_is_a_finding_and_what_fills_up_is_none() -> None:
    filling = [sample(n, viewer_mib=300.0, in_use_mib=90.0 + min(n, 9) * 20) for n in range(30)]
    assert meters.findings(filling) == []
    little = [sample(n, viewer_mib=300.0, in_use_mib=90.0 + n * 0.7) for n in range(30)]
    assert meters.findings(little) == []  # 13.3 of 300, not 5 %
    leaking = [
        sample(n, viewer_mib=300.0, in_use_mib=90.0 + n, files=10.0 + n // 5) for n in range(30)
    ]
    assert [text.split()[0] for text in meters.findings(leaking)] == ["in_use_mib", "files"]


def test_small_objects_are_counted() -> None:
    """What is in use of Python's own pages grows by what is made, and never beyond the pages."""
    gc.collect()  # making so many would, and other tests leave garbage
    before = meters.small_objects()
    kept = [[number] for number in range(200_000)]  # 200,000 lists of 64 bytes and their items
    during = meters.small_objects()
    assert during.used_mib - before.used_mib > 200_000 * 64 / meters.MIB
    assert before.used_mib <= before.pages_mib
    del kept
    assert meters.small_objects().used_mib < during.used_mib - 200_000 * 64 / meters.MIB


def test_frames_and_shared_memory_left_at_rest_are_findings() -> None:
    assert meters.findings([sample(0, frames=1.0)]) == ["frames at rest: 1.0"]
    assert meters.findings([sample(0, segments=9.0)]) == ["segments at rest: 9.0"]


def test_undo_that_leads_elsewhere_is_told_by_what_differs() -> None:
    wanted = ScreenState(WorkspaceState(active=1), (ViewportMoment("one"),))
    found = ScreenState(WorkspaceState(active=2), (ViewportMoment("one"),))
    assert differences(wanted, wanted) == []
    assert differences(wanted, found) == [".workspace.active: 1 is 2"]
    assert differences(wanted, replace(wanted, viewports=())) != []


def test_a_trail_tells_who_made_which_viewport_active(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot)
    trail = Trail(desk.session)  # type: ignore[arg-type]  # all it needs
    desk.lay_out(1, 2)
    trail.note("undo 'layout', to active 0")
    desk.session.workspace.activate(1)
    step, told = trail.lines()
    assert step == "undo 'layout', to active 0"
    assert told.startswith("active 0 is 1, in windows (): ")
    assert "test_endurance.py" in told
    assert trail.lines() == []
    desk.close()


def test_pictures_are_alike_but_for_the_edges_of_letters() -> None:
    one = QImage(20, 10, QImage.Format.Format_RGB32)
    one.fill(QColor(100, 100, 100))
    other = one.copy()
    other.setPixelColor(3, 4, QColor(120, 100, 100))
    assert is_alike(one, other)
    other.setPixelColor(3, 4, QColor(160, 100, 100))
    assert not is_alike(one, other)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_dialogs_of_the_system_are_answered_within_the_folder(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    answers = Answers(tmp_path / "written", seed=1)
    places = []
    for _ in range(12):
        dialog = QFileDialog(None, "", "", "Tables (*.csv)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("table.csv")
        dialog.show()
        assert answers.answer(dialog)
        assert not dialog.isVisible()
        if dialog.result() == QFileDialog.DialogCode.Accepted:
            places += [Path(name) for name in dialog.selectedFiles()]
        dialog.deleteLater()
    assert QDesktopServices.openUrl(QUrl("https://example.org"))
    answers.close()
    assert answers.opened_elsewhere == 1
    assert not answers.answer(None)
    assert 0 < len(places) < 12
    assert all(place.parent == tmp_path / "written" and place.suffix == ".csv" for place in places)
    assert len(set(places)) == len(places)


def test_a_cache_without_a_bound_is_no_cache_to_be_emptied() -> None:
    """What fills up to its size is no leak; what has no size is."""
    bounded, endless = lru_cache(maxsize=8)(str), cache(str)
    bounded(1), endless(1)
    empty_bounded_caches()
    assert (bounded.cache_info().currsize, endless.cache_info().currsize) == (0, 1)
