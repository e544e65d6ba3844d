"""From `lightbox PATH` to the first image, and what is imported, opened and read for it."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import peers, start_cost
from benchmarks.launch import Start, clean_home, own_command, until_marked, until_seen
from benchmarks.measure import median_ratio
from benchmarks.media import files_of
from benchmarks.results import Bench, Group, Peer, Row, amount, spread
from benchmarks.screen import Screen

_FLOOR_LIMIT = 2.0
_BARE = [sys.executable, str(Path(__file__).with_name("bare_window.py"))]
_FLOOR = "floor: interpreter, numpy, Qt window"


def offscreen(bench: Bench) -> Iterator[Row]:
    """Discs of many instances, warm, on the offscreen platform."""
    for count in (1000,) if bench.quick else (100, 2000, 20_000, 50_000):
        yield _start_row(
            bench,
            f"`lightbox PATH` to first image, disc of {count:,} instances",
            bench.media.file_set(count),
            judged=count == 20_000 or bench.quick,
        )
    slices = 90 if bench.quick else 600
    what = f"the same, {slices}-slice JPEG 2000 CT"
    yield _start_row(bench, what, bench.media.series(slices), judged=False)


def _start_row(bench: Bench, what: str, disc: Path, *, judged: bool) -> Row:
    ours: list[Start] = []
    floor: list[Start] = []
    for number in range(bench.rounds(11, 3) + 1):
        with clean_home() as env:
            pair = until_marked(own_command(sys.executable, disc), env), until_marked(_BARE, env)
        if number:  # the first warms the files
            ours.append(pair[0])
            floor.append(pair[1])
    wall = median_ratio([one.wall for one in ours], [one.wall for one in floor])
    cpu = median_ratio([one.cpu for one in ours], [one.cpu for one in floor])
    row = Row(what, "≤ 2 × floor" if judged else "", _figure(ours))
    row.peers.append(Peer(_FLOOR, _figure(floor), f"{wall:.2f}× (CPU {cpu:.2f}×)"))
    row.note = "on the way: " + ", ".join(_phases(ours))
    if judged:
        row.met = wall <= _FLOOR_LIMIT
        if not row.met:
            row.profile = "\n".join(_phases(ours))
    return row


def _phases(starts: list[Start]) -> list[str]:
    """The marks on the way, at their medians."""
    names = [name for name, _ in starts[0].marks]
    found = {
        name: [moment for start in starts for mark, moment in start.marks if mark == name]
        for name in names
    }
    return [f"{name} {amount(statistics.median(moments))}" for name, moments in found.items()]


def _figure(starts: list[Start]) -> str:
    return spread([one.wall for one in starts], [one.cpu for one in starts])


def beside_aeskulap(bench: Bench) -> Iterator[Row]:
    """Lightbox and Aeskulap on the same screen, seen by the same eyes.

    Aeskulap's `--dicomdir` shows a list of studies and no image; with the slices as arguments
    it shows the first. Debian's build has no JPEG 2000: it stays black, so it is given the same
    CT in lossless JPEG, and uncompressed.
    """
    if not peers.has("aeskulap") or not peers.has("Xvfb"):
        yield Row("the same beside Aeskulap", "faster", note="Aeskulap or Xvfb is not installed")
        return
    count = 90 if bench.quick else 600
    discs = {name: bench.media.series(count, name) for name in ("JPEG 2000", "JPEG lossless")}
    if not bench.quick:
        discs["native"] = bench.media.series(count, "native")
    with Screen() as screen:
        if not bench.quick:
            yield _what_aeskulap_cannot(screen, discs["JPEG 2000"])
        for name, disc in list(discs.items())[1:]:
            yield _aeskulap_row(bench, screen, discs["JPEG 2000"], name, disc)


def _aeskulap_row(bench: Bench, screen: Screen, jpeg_2000: Path, name: str, disc: Path) -> Row:
    ours: list[Start] = []
    ours_same: list[Start] = []
    theirs: list[Start] = []
    for _ in range(bench.rounds(7, 2)):
        for kept, command in (
            (ours, own_command(sys.executable, jpeg_2000)),
            (ours_same, own_command(sys.executable, disc)),
            (theirs, _aeskulap(disc)),
        ):
            kept.append(_seen(screen, command))
    ratio = partial(_ratio, theirs)
    row = Row(
        f"{len(files_of(disc))}-slice CT to first image on a screen (Xvfb), beside Aeskulap",
        "faster",
        f"JPEG 2000: {_figure(ours)}<br>{name}: {_figure(ours_same)}",
        [
            Peer(
                f"Aeskulap, {name}",
                _figure(theirs),
                f"{ratio(ours)}, same files {ratio(ours_same)}",
            )
        ],
    )
    row.met = statistics.median(one.wall for one in ours) < statistics.median(
        one.wall for one in theirs
    )
    row.note = (
        "ours opens the disc, JPEG 2000 and all; Aeskulap is given the slices as arguments, as "
        "its --dicomdir shows no image, and without JPEG 2000, which it cannot decode"
    )
    if not row.met:
        row.profile = f"ours {_figure(ours)}\nAeskulap {_figure(theirs)}"
    return row


def _what_aeskulap_cannot(screen: Screen, disc: Path) -> Row:
    """Whether Aeskulap shows the JPEG 2000 series itself; each time measured anew."""
    what = "the JPEG 2000 CT itself in Aeskulap"
    try:
        start = _seen(screen, _aeskulap(disc))
    except TimeoutError:
        return Row(what, note="no image within 30 s: its viewport stays black")
    return Row(what, ours="-", peers=[Peer("Aeskulap", amount(start.wall))])


def _seen(screen: Screen, command: list[str]) -> Start:
    screen.wait_until_empty()
    with clean_home(platform="xcb") as env:
        env["DISPLAY"] = screen.display
        return until_seen(command, env, screen.shows_image)


def _aeskulap(disc: Path) -> list[str]:
    return ["aeskulap", *(str(path) for path in files_of(disc))]


def _ratio(theirs: list[Start], ours: list[Start]) -> str:
    wall = median_ratio([one.wall for one in ours], [one.wall for one in theirs])
    return f"{wall:.2f}×"


GROUP = Group("start", "Start", (offscreen, beside_aeskulap, start_cost.listed))
