"""Starts a program, waits for its first image, ends it: wall, CPU and the marks on the way."""

from __future__ import annotations

import os
import selectors
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psutil

from benchmarks.fresh import CHECKOUT
from viewer.ui import start_trace

if TYPE_CHECKING:
    from collections.abc import Iterator

_BYTECODE = CHECKOUT / "build" / "bench-bytecode"
_PATIENCE_S = 120.0
_POLL_S = 0.002
Seen = Callable[[], bool]


@dataclass
class Start:
    """One start: seconds to the first image, CPU seconds spent by then, the marks passed."""

    wall: float
    cpu: float
    marks: list[tuple[str, float]] = field(default_factory=list)


@contextmanager
def clean_home(*, platform: str = "offscreen") -> Iterator[dict[str, str]]:
    """An environment in which settings are those of a first start, less the first notice.

    Modules are compiled once, as those of a program that is installed or ships on a disc: where
    the host forbids bytecode every start would compile all of them, a third of its time.
    """
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        yield {
            **inherited,
            "PYTHONPYCACHEPREFIX": str(_BYTECODE),
            "XDG_CONFIG_HOME": folder,
            "QT_QPA_PLATFORM": platform,
            start_trace.VARIABLE: "1",
        }


def until_marked(command: Sequence[str], env: dict[str, str]) -> Start:
    """Start a program that marks its first image; raises TimeoutError if it never does."""
    begun = time.monotonic()
    program = _popen(command, env)
    try:
        marks = _marks(program, begun)
        cpu = _cpu(program)
    finally:
        end(program)
    return Start(marks[-1][1], cpu, marks)


def until_seen(command: Sequence[str], env: dict[str, str], seen: Seen) -> Start:
    """Start a program and wait until `seen` finds an image on its screen."""
    begun = time.monotonic()
    program = _popen(command, env, quiet=True)
    try:
        while not seen():
            if time.monotonic() - begun > _PATIENCE_S / 4 or program.poll() is not None:
                raise TimeoutError("no image came on the screen")
            time.sleep(_POLL_S)
        return Start(time.monotonic() - begun, _cpu(program))
    finally:
        end(program)


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program that this module started, and its children."""
    with suppress(psutil.NoSuchProcess):
        family = [psutil.Process(program.pid), *psutil.Process(program.pid).children(True)]  # noqa: FBT003  recursive
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
    program.wait()
    if program.stderr is not None:
        program.stderr.close()


def _popen(
    command: Sequence[str], env: dict[str, str], *, quiet: bool = False
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  commands of this package
        list(command),
        env=env,
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quiet else subprocess.PIPE,
    )


def _marks(program: subprocess.Popen[bytes], begun: float) -> list[tuple[str, float]]:
    assert program.stderr is not None
    marks: list[tuple[str, float]] = []
    for line in _lines(program.stderr, begun + _PATIENCE_S):
        prefix, _, rest = line.partition(" ")
        if prefix != start_trace.PREFIX:
            continue
        moment, _, what = rest.partition(" ")
        marks.append((what.strip(), float(moment) - begun))
        if marks[-1][0] == start_trace.FIRST_IMAGE_PAINTED:
            return marks
    raise TimeoutError("the first image was never painted")


def _lines(stream: IO[bytes], deadline: float) -> Iterator[str]:
    waiting = selectors.DefaultSelector()
    waiting.register(stream, selectors.EVENT_READ)
    rest = b""
    while waiting.select(max(0.0, deadline - time.monotonic())):
        data = os.read(stream.fileno(), 65536)
        if not data:
            break
        *lines, rest = (rest + data).split(b"\n")
        yield from (line.decode(errors="replace") for line in lines)
    waiting.close()


def _cpu(program: subprocess.Popen[bytes]) -> float:
    """CPU seconds of the program and the children it has now."""
    total = 0.0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(program.pid)
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                total += times.user + times.system
    return total


def own_command(python: str, path: Path) -> list[str]:
    """`lightbox PATH` of this checkout."""
    return [python, "-m", "viewer", str(path)]
