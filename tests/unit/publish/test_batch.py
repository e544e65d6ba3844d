"""Many jobs: one that fails stops no other, and the log says nothing of a patient."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import make_ct_series
from tests.factories.discs import published
from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.publish.batch import Ended, Job, Log, Outcome, read_jobs, run_jobs
from viewer.publish.errors import PublishError
from viewer.publish.publisher import Published
from viewer.publish.watching import DONE, WatchedFolder

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}


def table(folder: Path, *lines: str) -> Path:
    path = folder / "jobs.csv"
    path.write_text("job,sources,to,options\n" + "\n".join(lines), "utf-8-sig")
    return path


def lines_of(log: Path) -> list[dict[str, str]]:
    assert log.read_bytes().startswith(b"\xef\xbb\xbf")  # or Excel garbles it
    with log.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def make(job: Job) -> Published:
    return published(*job.sources, target=job.target)


def test_a_table_of_jobs(tmp_path: Path) -> None:
    path = table(tmp_path, "one,a|b,out,--profile usb", ",c,out2,")
    assert read_jobs(path) == (
        Job("one", (tmp_path / "a", tmp_path / "b"), tmp_path / "out", ("--profile", "usb")),
        Job("2", (tmp_path / "c",), tmp_path / "out2"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_as_spreadsheets_write_it(tmp_path: Path, encoding: str) -> None:
    """Semicolons, and the letters of Windows: what Excel makes of a table in most of Europe."""
    text = 'job;sources;to;options\r\nMüller;Aufnahmen Köln;aus;"--label ""Für Dr. X, Köln"""\r\n'
    (tmp_path / "jobs.csv").write_bytes(text.encode(encoding))
    words = ("--label", "Für Dr. X, Köln")
    source, target = tmp_path / "Aufnahmen Köln", tmp_path / "aus"
    assert read_jobs(tmp_path / "jobs.csv") == (Job("Müller", (source,), target, words),)


def test_options_keep_places_of_windows(tmp_path: Path) -> None:
    path = table(tmp_path, r"one,a,out,--key D:\keys\one.key # no comment")
    (job,) = read_jobs(path)
    assert job.options == ("--key", r"D:\keys\one.key", "#", "no", "comment")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("job,sources,to\n", "no jobs"),
        ('job,sources,to,options\n1,a,b,"""x"\n', "quotation mark"),
        ("job,sources,to\n1,,x\n", "job 1"),
        ("a\nb\n", "job 1"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "jobs.csv").write_text(text)
    with pytest.raises(PublishError, match=words):
        read_jobs(tmp_path / "jobs.csv")
    with pytest.raises(PublishError, match="cannot be read"):
        read_jobs(tmp_path / "nothing.csv")


def test_jobs_are_done_one_after_the_other_whatever_becomes_of_them(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "Lindqvist", 2, **PERSON)
    make_ct_series(tmp_path / "damaged", 2, **PERSON)
    spoilt = tmp_path / "damaged" / "0001"
    spoilt.write_bytes(spoilt.read_bytes()[:-50])
    lines = ("A,Lindqvist,disc-a", "B,nowhere,disc-b", "C,damaged,disc-c", "D,Lindqvist,disc-a")
    jobs = read_jobs(table(tmp_path, *lines))
    told: list[Ended] = []
    run_jobs(jobs, make, Log(tmp_path / "log.csv"), told.append)
    log = lines_of(tmp_path / "log.csv")
    assert [(line["job"], line["outcome"]) for line in log] == [
        ("A", "done"),
        ("B", "failed"),
        ("C", "done, with findings"),
        ("D", "failed"),
    ]
    assert [line["objects"] for line in log] == ["2", "0", "1", "0"]
    assert [one.job for one in told] == ["A", "B", "C", "D"]
    text = (tmp_path / "log.csv").read_text()
    assert not any(word in text for word in ("Lindqvist", "7784512", str(tmp_path)))


def test_a_log_grows(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "source", 1, **PERSON)
    for number in (1, 2):
        job = Job(f"job {number}", (tmp_path / "source",), tmp_path / f"disc{number}")
        run_jobs([job], make, Log(tmp_path / "log.csv"))
    assert [line["job"] for line in lines_of(tmp_path / "log.csv")] == ["job 1", "job 2"]


def test_who_cancels_stops_all_that_comes_after(tmp_path: Path) -> None:
    def cancelled(_: Job) -> Published:
        raise CancelledError("cancelled")

    jobs = [Job(name, (tmp_path,), tmp_path / name) for name in ("a", "b")]
    ended = run_jobs(jobs, cancelled, Log(None))
    assert [(one.job, one.outcome) for one in ended] == [("a", Outcome.STOPPED)]


class Clock:
    """Waits without waiting; cancels after so many looks."""

    def __init__(self, looks: int) -> None:
        self.cancel = CancelToken()
        self._left = looks

    def wait(self, _: float) -> None:
        self._left -= 1
        if not self._left:
            self.cancel.cancel()


def watched(tmp_path: Path, **more: Any) -> WatchedFolder:
    for name in ("in", "out"):
        (tmp_path / name).mkdir(exist_ok=True)
    return WatchedFolder(tmp_path / "in", tmp_path / "out", **{"quiet_s": 5.0, **more})


def test_a_study_is_taken_when_nothing_comes_any_more(tmp_path: Path) -> None:
    folder = watched(tmp_path)
    make_ct_series(tmp_path / "in" / "Lindqvist", 1, **PERSON)
    assert folder.ready(100.0) == []
    make_ct_series(tmp_path / "in" / "Lindqvist", 2, **PERSON)  # one more came
    assert folder.ready(104.0) == []
    assert folder.ready(108.9) == []
    assert folder.ready(109.1) == [tmp_path / "in" / "Lindqvist"]


def test_discs_of_a_watched_folder_are_numbered_and_made_once(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "in" / "Lindqvist", 1, **PERSON)
    (tmp_path / "in" / "empty").mkdir()
    (tmp_path / "in" / ".hidden").mkdir()
    for looks in (3, 3):  # the second time as after a restart
        clock = Clock(looks)
        jobs = watched(tmp_path, quiet_s=0.0).jobs(clock.cancel, clock.wait)
        run_jobs(jobs, make, Log(tmp_path / "log.csv"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["000001"]
    assert [line["job"] for line in lines_of(tmp_path / "log.csv")] == ["000001"]
    assert "Lindqvist" not in (tmp_path / "in" / DONE).read_text()
    make_ct_series(tmp_path / "in" / "Lindqvist", 2, **PERSON)  # it was added to
    clock = Clock(3)
    run_jobs(watched(tmp_path, quiet_s=0.0).jobs(clock.cancel, clock.wait), make, Log(None))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["000001", "000002"]


def test_images_of_a_watched_folder(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "in" / "a", 1, **PERSON)
    clock = Clock(2)
    jobs = watched(tmp_path, quiet_s=0.0, as_image=True).jobs(clock.cancel, clock.wait)
    assert [job.target.name for job in jobs] == ["000001.iso"]
