"""Reading and loading at the same time: in order, nothing before its files, and both end."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from viewer.boot.load_list import Part, read
from viewer.boot.sweep import Sweep, modules_by_bytes


def _parts(tmp_path: Path) -> list[Part]:
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(bytes(300_000))
    (tmp_path / "load.lst").write_text(
        "A 0 300000 one\nI 0 - loaded_between\nA 0 300000 two\nI 0 - absent_here\n"
        "I 0 - loaded_last\nB 0 100 one\n"
    )
    return read(str(tmp_path / "load.lst"))


def test_a_module_waits_for_what_is_before_it(tmp_path: Path) -> None:
    assert modules_by_bytes(_parts(tmp_path)) == [
        (300_000, "loaded_between"),
        (600_000, "absent_here"),
        (600_000, "loaded_last"),
    ]


def test_modules_are_loaded_when_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    for name in ("loaded_between", "loaded_last"):
        (tmp_path / f"{name}.py").write_text("")
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    Sweep(str(tmp_path), _parts(tmp_path)).run(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (600_000, 600_000)
    assert {"loaded_between", "loaded_last"} <= sys.modules.keys()


def test_who_wants_no_more_ends_reading(tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Sweep(str(tmp_path), _parts(tmp_path)).run(stop)
    for thread in threading.enumerate():
        if thread.name == "sweep":
            thread.join(10)
            assert not thread.is_alive()


def test_a_list_without_modules_is_read_here(tmp_path: Path) -> None:
    seen: list[threading.Thread] = []
    parts = [part for part in _parts(tmp_path) if part.group != "I"]
    Sweep(str(tmp_path), parts).run(lambda *_: seen.append(threading.current_thread()))
    assert set(seen) == {threading.main_thread()}
