"""Going through series while frames decode: stalls, readiness, memory, first pixels, workers."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import psutil

from benchmarks import fresh
from benchmarks.codecs import BY_NAME
from benchmarks.measure import Candidate, alternate
from benchmarks.pictures import CT_SIDE
from benchmarks.pixels import Opened
from benchmarks.results import Bench, Group, Row, amount, compared
from viewer.media.decoders import DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.settings import MIB, CacheSettings, DecodeSettings

_STALL_LIMIT_S = 0.050
_READY_SHARE = 0.95
_PER_SECOND = 15
_FIRST_SHARE = 1 / 8
_TWO_WORKERS = 1.6
_MEMORY_MIB = 64
_REDUCTION = 3
_PATIENCE_S = 60.0  # a busy machine is slow, which is no defect of the frame


def stalls(bench: Bench) -> Iterator[Row]:
    """The longest gap of the event loop while mammograms decode and the window repaints."""
    disc = bench.media.mammograms(2 if bench.quick else 8)
    runs = [fresh.call("benchmarks.live:gaps", disc) for _ in range(bench.rounds(3, 1))]
    busy = statistics.median(run["busy"]["own"] for run in runs)
    row = Row(
        "longest event-loop gap while a JPEG 2000 mammogram series decodes",
        "≤ 50 ms",
        f"{amount(busy)} less waiting for a core; median of {len(runs)} runs",
        met=busy <= _STALL_LIMIT_S,
    )
    for name, words in (("busy", "decoding"), ("idle", "control: nothing decodes")):
        raw = statistics.median(run[name]["raw"] for run in runs)
        own = statistics.median(run[name]["own"] for run in runs)
        p999 = statistics.median(run[name]["p999"] for run in runs)
        row.note += f"{words}: longest {amount(raw)} raw, {amount(own)} own, p99.9 {amount(p999)}\n"
    row.note += f"{runs[0]['beats']} beats of 1 ms, repainted at 60 Hz by a window drag"
    if not row.met:
        row.profile = "\n".join(runs[0]["worst"])
    yield row


def quick_pass(bench: Bench) -> Iterator[Row]:
    """A pass through a CT faster than it can be read."""
    count = 90 if bench.quick else 600
    disc = bench.media.series(count)
    run: dict[str, int] = fresh.call("benchmarks.live:pass_through", disc, _PER_SECOND)
    share = run["ready"] / run["asked"]
    row = Row(
        f"{count}-slice JPEG 2000 CT at {_PER_SECOND} slices/s: ready when asked; no wrong slice",
        "≥ 95 % ready, never a wrong slice",
        f"{share:.1%} of {run['asked']} ready, {run['wrong']} wrong",
        met=share >= _READY_SHARE and not run["wrong"],
        note=f"{run['read']} slices read back from the pixels shown, by the number in each",
    )
    if not row.met:
        pace = run["milliseconds"] / max(1, run["came"])
        row.profile = (
            f"{run['came']} slices came in {run['milliseconds'] / 1000:.1f} s, one every "
            f"{pace:.0f} ms; one was asked for every {1000 / _PER_SECOND:.0f} ms"
        )
    yield row


def memory(bench: Bench) -> Iterator[Row]:
    """Decoded frames in memory while passing through more than the limit."""
    count = 200
    disc = bench.media.series(count, "native")
    run: dict[str, int] = fresh.call("benchmarks.live:high_water", disc, _MEMORY_MIB)
    total, high = count * CT_SIDE * CT_SIDE * 2 / MIB, run["high"] / MIB
    yield Row(
        f"decoded frames while passing through {total:.0f} MiB with a limit of {_MEMORY_MIB} MiB",
        "bounded by the setting",
        f"{high:.1f} MiB at most",
        met=high <= _MEMORY_MIB,
        note=f"resident memory grew by {run['grown'] / MIB:.0f} MiB meanwhile",
    )
    quarter = min(psutil.virtual_memory().total // 4, 1_500_000_000) / MIB
    setting = CacheSettings().frames_mib
    yield Row(
        "default limit of decoded frames",
        "min(25 % of memory, 1.5 GB)",
        f"{setting} MiB",
        met=setting <= quarter + 1,
    )


def first_pixels(bench: Bench) -> Iterator[Row]:
    """The first pixels of a large JPEG 2000 image against all of them."""
    disc = bench.media.mammograms(2 if bench.quick else 8)
    opened = Opened.of(disc)
    request = opened.request(opened.headers[0])
    opened.medium.close()
    what = "mammogram of 13 megapixels, JPEG 2000, "
    with DecoderPool(DecodeSettings(workers=1, seconds_per_frame=_PATIENCE_S)) as pool:
        smaller = replace(request, reduction=_REDUCTION)
        candidates = [
            Candidate("ours", partial(pool.decode, smaller)),
            Candidate("full decode", partial(pool.decode, request)),
        ]
        measured = alternate(candidates, bench.rounds(5, 2))
    row = compared(f"{what}decoded at 1/{2**_REDUCTION} in a worker", measured, {})
    row.goal = "≤ 1/8 of its full decode"
    row.met = measured.ratio("ours", "full decode")[0] <= _FIRST_SHARE
    row.note = "by wall time: the work is done in another process"
    yield row
    runs = [fresh.call("benchmarks.live:first_look", disc) for _ in range(bench.rounds(5, 1))]
    first = statistics.median(run["first"] for run in runs)
    whole = statistics.median(run["whole"] for run in runs)
    yield Row(
        f"{what}from asking to the first pixels in the viewport",
        "≤ 1/8 of its full decode",
        f"{amount(first)}; all of it {amount(whole)}; {first / whole:.2g} of it",
        met=first <= whole * _FIRST_SHARE,
        note="" if first < whole * 0.9 else "not built yet: no reduced picture came before",
    )


def workers(bench: Bench) -> Iterator[Row]:
    """Two workers on two cores."""
    disc = bench.media.series(90 if bench.quick else 600)
    opened = Opened.of(disc)
    requests = [opened.request(header) for header in opened.headers[: 24 if bench.quick else 60]]
    opened.medium.close()
    like = np.empty((CT_SIDE, CT_SIDE), np.uint16)
    calls = [partial(BY_NAME["JPEG 2000"].call, bytes(r.data), like) for r in requests]
    with (
        DecoderPool(DecodeSettings(workers=2, seconds_per_frame=_PATIENCE_S)) as two,
        DecoderPool(DecodeSettings(workers=1, seconds_per_frame=_PATIENCE_S)) as one,
    ):
        for pool in (two, one):  # processes start with the first frame
            _decode_all(pool, requests[:4], 2)
        measured = alternate(
            [
                Candidate("ours", partial(_decode_all, two, requests, 2)),
                Candidate("one worker", partial(_decode_all, one, requests, 1)),
                Candidate("bare codec, two threads", partial(_call_all, calls, 2)),
                Candidate("bare codec, one thread", partial(_call_all, calls, 1)),
            ],
            bench.rounds(5, 2),
        )
    gain = 1 / measured.ratio("ours", "one worker")[0]
    bare = 1 / measured.ratio("bare codec, two threads", "bare codec, one thread")[0]
    row = compared(f"{len(requests)} JPEG 2000 slices with two workers", measured, {})
    row.goal, row.met = "≥ 1.6 × one worker", gain >= _TWO_WORKERS
    row.note = f"{gain:.2f} × one worker; the bare codec gains {bare:.2f} × here from two threads"
    if not row.met:
        row.profile = (
            f"two workers gain {gain:.2f} ×, the codec alone in two threads of one process "
            f"{bare:.2f} ×: what lies between is ours, the rest the machine's."
        )
    yield row


def reslice(bench: Bench) -> Iterator[Row]:
    """Oblique and orthogonal cuts."""
    del bench
    yield Row(
        "oblique or orthogonal reslice of 512 × 512 × 400",
        "≤ 33 ms per step (if present)",
        note="not present in the viewer yet",
    )


def _decode_all(pool: DecoderPool, requests: list[DecodeRequest], threads: int) -> None:
    with ThreadPoolExecutor(threads + 1) as asking:  # as the frame store has it
        for _ in asking.map(pool.decode, requests):
            pass


def _call_all(calls: list[partial[Any]], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(call) for call in calls]:
            done.result()


GROUP = Group(
    "stack",
    "Going through series",
    (stalls, quick_pass, memory, first_pixels, workers, reslice),
)
