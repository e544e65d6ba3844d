import itertools
import random
import shutil
from pathlib import Path

import pytest

from tests.factories.faulty_source import FaultPlan, FaultySource
from tests.factories.rescue import SECTOR, copied, images, rescue, same_files
from viewer.errors import CancelledError, MediumNotFoundError, WriteError
from viewer.media.cancel import CancelToken
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.publish.rescue import reading
from viewer.publish.rescue.passes import Pass
from viewer.publish.rescue.reading import Patience, read_medium
from viewer.publish.rescue.work import Work


def test_a_sound_disc_is_copied_whole(demo_disc: Path, tmp_path: Path) -> None:
    work = rescue(demo_disc, tmp_path / "w")
    assert work.missing == 0
    assert same_files(work, demo_disc)
    assert {
        p.relative_to(demo_disc).as_posix() for p in demo_disc.rglob("*") if p.is_file()
    } == set(work.files)
    assert not [p for p in (tmp_path / "w" / "parts").rglob("*") if p.is_file()]


@pytest.mark.parametrize("seed", range(8))
def test_scratches_cost_their_sectors_and_nothing_else(
    demo_disc: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  scratches that can be made again
    hit = {}
    for path in chance.sample(images(demo_disc), 3):
        start = chance.randrange((demo_disc / path).stat().st_size)
        hit[path] = (start, start + chance.randrange(1, 3 * SECTOR))
    work = rescue(demo_disc, tmp_path / "w", FaultPlan(errors=hit))
    assert {f.path for f in work.files.values() if not f.is_whole} == set(hit)
    assert same_files(work, demo_disc)
    for path, (start, end) in hit.items():
        for first, last in work.files[path].gaps:
            assert first // SECTOR >= start // SECTOR
            assert last <= (end // SECTOR + 1) * SECTOR


def test_it_goes_on_where_it_stopped_and_reads_only_what_is_missing(
    demo_disc: Path, tmp_path: Path
) -> None:
    bad = images(demo_disc)[0]
    rescue(demo_disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1)}))
    cleaned = FaultPlan()
    work = rescue(demo_disc, tmp_path / "w", cleaned)
    assert work.missing == 0
    assert same_files(work, demo_disc)
    recognised = 5
    assert len(cleaned.opened) == recognised + 1
    assert cleaned.opened[-1] == bad


def test_what_gives_way_after_several_tries_is_read(demo_disc: Path, tmp_path: Path) -> None:
    bad = images(demo_disc)[0]
    plan = FaultPlan(errors={bad: (0, 1)}, bad_tries={bad: 4})
    assert rescue(demo_disc, tmp_path / "w", plan, retries=3).missing == 0
    plan = FaultPlan(errors={bad: (0, 1)}, bad_tries={bad: 4})
    assert rescue(demo_disc, tmp_path / "v", plan, retries=1).missing > 0


def test_bad_sectors_are_tried_in_turns_from_both_sides() -> None:
    assert Patience(3).passes[3:] == (Pass.BACKWARDS, Pass.SCRAPE, Pass.BACKWARDS)
    assert Patience(0).passes == (Pass.SWEEP, Pass.TRIM, Pass.SCRAPE)


def test_the_directory_is_read_first(demo_disc: Path, tmp_path: Path) -> None:
    plan = FaultPlan()
    rescue(demo_disc, tmp_path / "w", plan)
    assert plan.opened[0] == "DICOMDIR"


def test_a_disc_taken_out_leaves_what_was_read_and_can_be_put_back(
    demo_disc: Path, tmp_path: Path
) -> None:
    with pytest.raises(MediumNotFoundError):
        rescue(demo_disc, tmp_path / "w", FaultPlan(vanish_after=10))
    kept = Work.open(tmp_path / "w")
    whole = sum(f.is_whole for f in kept.files.values())
    assert whole == 10
    assert same_files(kept, demo_disc)
    assert rescue(demo_disc, tmp_path / "w").missing == 0


def test_it_stops_when_asked_and_keeps_what_it_has(demo_disc: Path, tmp_path: Path) -> None:
    token = CancelToken()

    def stop(what: str, done: int, _total: int | None) -> None:
        if what == Pass.SWEEP and done > 20_000:
            token.cancel()

    with pytest.raises(CancelledError):
        rescue(demo_disc, tmp_path / "w", cancel=token, progress=stop)
    kept = Work.open(tmp_path / "w")
    assert 0 < kept.missing < sum(f.size for f in kept.files.values())
    assert same_files(kept, demo_disc)


def test_progress_says_what_is_done_and_ends(demo_disc: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    rescue(demo_disc, tmp_path / "w", progress=lambda *one: seen.append(one))
    assert {what for what, _, _ in seen} == {"looking", "reading"}
    assert seen[-1][1] == seen[-1][2]


def test_another_disc_with_files_of_the_same_names_is_refused(
    demo_disc: Path, tmp_path: Path
) -> None:
    bad = images(demo_disc)[0]
    rescue(demo_disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1)}))
    other = copied(demo_disc, tmp_path / "other")
    data = bytearray((other / "DICOMDIR").read_bytes())
    data[600] ^= 1
    (other / "DICOMDIR").write_bytes(data)
    with pytest.raises(WriteError, match="another disc"):
        rescue(other, tmp_path / "w")


def test_files_that_cannot_be_read_any_more_do_not_keep_it_from_going_on(
    demo_disc: Path, tmp_path: Path
) -> None:
    bad = images(demo_disc)[0]
    rescue(demo_disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1)}))
    worse = FaultPlan(errors={"DICOMDIR": (0, 1 << 20)})
    assert rescue(demo_disc, tmp_path / "w", worse).missing == 0


def test_taken_out_while_it_is_recognised(demo_disc: Path, tmp_path: Path) -> None:
    rescue(demo_disc, tmp_path / "w", FaultPlan(errors={images(demo_disc)[0]: (0, 1)}))
    with pytest.raises(MediumNotFoundError):
        rescue(demo_disc, tmp_path / "w", FaultPlan(vanish_after=2))


class Unlisted:
    """A source whose folders cannot be listed; only what matters here."""

    def __init__(self, inner: object, folder: str) -> None:
        self._inner, self._folder = inner, folder

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def walk(self, cancel: CancelToken) -> object:
        found = FindingCode.FOLDER_UNREADABLE
        yield Finding(found, Severity.ERROR, "cannot be listed", self._folder)
        yield Finding(FindingCode.PATH_REFUSED, Severity.WARNING, "a link", "link")
        for entry in self._inner.walk(cancel):  # type: ignore[attr-defined]  # a MediumSource
            if not entry.path.startswith(self._folder):
                yield entry


@pytest.mark.parametrize("folder", ["DICOM", ""])
def test_a_folder_that_was_listed_once_need_not_be_again(
    demo_disc: Path, tmp_path: Path, folder: str
) -> None:
    bad = images(demo_disc)[0]
    rescue(demo_disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1)}))
    work = Work.open(tmp_path / "w")
    source = Unlisted(FaultySource(demo_disc, FaultPlan()), folder)
    read_medium(source, work, Patience(), lambda *_: None, CancelToken())  # type: ignore[arg-type]
    assert work.missing == 0
    assert work.unlisted == [folder]


def test_notes_are_saved_on_the_way_of_a_long_file(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    with (disc / "LONG").open("wb") as stream:
        stream.truncate(300 << 20)
    seen: list[int] = []

    def look(what: str, done: int, _total: int | None) -> None:
        if what == Pass.SWEEP and done > 290 << 20:
            seen.append(Work.open(tmp_path / "w").missing)

    rescue(disc, tmp_path / "w", progress=look)
    assert 0 < seen[0] <= 45 << 20


def test_notes_are_saved_where_a_drive_takes_long(
    demo_disc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(step=100)
    monkeypatch.setattr(reading, "monotonic", lambda: next(clock))
    seen: list[int] = []

    def look(what: str, _done: int, _total: int | None) -> None:
        if what == Pass.TRIM:
            seen.append(Work.open(tmp_path / "w").missing)

    bad = dict.fromkeys(images(demo_disc)[:2], (0, 1))
    work = rescue(demo_disc, tmp_path / "w", FaultPlan(errors=bad), progress=look)
    assert seen[0] > seen[-1] >= work.missing


def test_links_are_left(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    (disc / "A").write_bytes(b"a")
    (disc / "B").symlink_to("A")
    assert list(rescue(disc, tmp_path / "w").files) == ["A"]


def test_too_little_room_is_said_before_anything_is_read(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    with (disc / "HUGE").open("wb") as stream:
        stream.truncate(shutil.disk_usage(tmp_path).free + 1)
    plan = FaultPlan()
    with pytest.raises(WriteError, match="MB are free"):
        rescue(disc, tmp_path / "w", plan)
    assert plan.opened == []
