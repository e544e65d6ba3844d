"""What a start imports, opens, reads and writes before the first image, from outside (strace)."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks import peers
from benchmarks.launch import clean_home, end, own_command, until_marked
from benchmarks.results import Bench, Row
from viewer.ui import start_trace

_CALLS = "openat,open,read,pread64,write,pwrite64,connect,rename,unlink,mkdir,close,dup,dup2,fcntl"
_OPEN = re.compile(r'open(?:at)?\([^"]*"((?:[^"\\]|\\.)*)", ([A-Z_|0-9]+).*\) = (\d+)')
_READ = re.compile(r"(?:read|pread64)\((\d+)<([^>]*)>.* = (\d+)$")
_CONNECT = re.compile(r"connect\(\d+[^,]*, \{sa_family=(AF_\w+)(.*)")
_WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT")
_HARMLESS = ("/dev/null", "/dev/shm/", "/proc/")  # noqa: S108  told apart, not used
_REASONS = {
    "viewer": "the program itself",
    "PySide6": "the window; QtCore, QtGui, QtWidgets and nothing else of Qt",
    "shiboken6": "the bridge from Python to Qt",
    "numpy": "pixels; imported beside the window, after its first paint",
    "the interpreter": "Python's own modules",
    "shibokensupport": "PySide6's own support, which it imports by itself",
    "org": "asked for by Python's own `copy` and `pickle`, for Jython; not there",
    "sitecustomize": "this machine's own, no part of Lightbox",
    "psutil": "which volumes there are, for an inserted disc",
}


def listed(bench: Bench) -> Iterator[Row]:
    """Modules imported, files opened, bytes read, writes and connections."""
    disc = bench.media.series(90 if bench.quick else 600)
    yield _imports(disc)
    if not peers.has("strace"):
        yield Row("files opened before the first image", note="strace is not installed")
        return
    yield from _traced(disc)


def _imports(disc: Path) -> Row:
    with clean_home() as env, tempfile.NamedTemporaryFile("w+") as told:
        command = [sys.executable, "-X", "importtime", "-m", "viewer", str(disc)]
        with subprocess.Popen(  # noqa: S603  ours
            command, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as program:
            assert program.stderr is not None
            for line in program.stderr:
                told.write(line)
                if start_trace.FIRST_IMAGE_PAINTED in line:
                    break
            end(program)  # type: ignore[arg-type]  # text or bytes, it is ended
        told.seek(0)
        counts, micros = _by_package(told.read())
    lines = [
        f"{counts[name]:4} modules {micros[name] / 1000:7.1f} ms  {name}: {_reason(name)}"
        for name in sorted(counts, key=lambda name: -micros[name])
    ]
    top = ", ".join(f"{name} {counts[name]}" for name, _ in counts.most_common(5))
    return Row(
        "modules imported before the first image",
        "listed, each justified",
        f"{sum(counts.values())} modules ({top})",
        note="own time of each package under `-X importtime`, which slows imports down, below",
        profile="\n".join(lines),
    )


def _by_package(told: str) -> tuple[Counter[str], dict[str, int]]:
    counts: Counter[str] = Counter()
    micros: defaultdict[str, int] = defaultdict(int)
    for line in told.splitlines():
        match = re.match(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\S+)", line)
        if match is None:
            continue
        package = match[2].partition(".")[0]
        if package in sys.stdlib_module_names or package.startswith(("_", "encodings")):
            package = "the interpreter"
        counts[package] += 1
        micros[package] += int(match[1])
    return counts, micros


def _reason(package: str) -> str:
    return _REASONS.get(package, "**not accounted for**")


def _traced(disc: Path) -> Iterator[Row]:
    with clean_home() as env, tempfile.TemporaryDirectory() as place:
        log = Path(place) / "strace"
        command = [
            *("strace", "-f", "-y", "-s", "200", "-e", f"trace={_CALLS}", "-o", str(log)),
            *own_command(sys.executable, disc),
        ]
        until_marked(own_command(sys.executable, disc), env)  # compiles what is not compiled yet
        until_marked(command, env)
        lines = _before_first_image(log.read_text(errors="replace").splitlines())
        home = env["XDG_CONFIG_HOME"]
    opened: Counter[str] = Counter()
    written: list[str] = []
    for path, flags in _opens(lines):
        opened[_kind(path, disc)] += 1
        if any(word in flags for word in _WRITING) and not path.startswith(_HARMLESS):
            written.append("<settings>" if path.startswith(home) else path)
    read: Counter[str] = Counter()
    for line in lines:
        if match := _READ.search(line):
            read[_kind(match[2], disc)] += int(match[3])
    table = [
        f"{opened[kind]:5} opened {read[kind] / 1e6:8.2f} MB read  {kind}"
        for kind in sorted(set(opened) | set(read), key=lambda kind: -read[kind])
    ]
    yield Row(
        "files opened and bytes read before the first image",
        "listed",
        f"{sum(opened.values())} files, {sum(read.values()) / 1e6:.1f} MB; "
        f"of the disc {opened['the disc']} files, {read['the disc'] / 1e6:.2f} MB",
        profile="\n".join(table),
    )
    network = [m[1] + m[2][:60] for line in lines if (m := _CONNECT.search(line))]
    outward = [one for one in network if not one.startswith("AF_UNIX")]
    yield Row(
        "network before the first image",
        "none",
        f"{len(outward)} connections",
        met=not outward,
        note=f"local sockets asked: {len(network) - len(outward)}",
        profile="\n".join(outward),
    )
    yield Row(
        "files written before the first image",
        "none",
        f"{len(written)}",
        met=not written,
        note=", ".join(sorted(set(written))[:5]),
        profile="\n".join(written),
    )


def _before_first_image(lines: list[str]) -> list[str]:
    """Calls up to the one that says so."""
    for number, line in enumerate(lines):
        if start_trace.FIRST_IMAGE_PAINTED in line and "write(" in line:
            return lines[:number]
    return lines


def _opens(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := _OPEN.search(line):
            yield match[1], match[2]


def _kind(path: str, disc: Path) -> str:
    """What a file is for."""
    if path.startswith(str(disc)):
        return "the disc"
    for part, kind in (
        ("PySide6", "Qt"),
        ("shiboken6", "Qt"),
        ("numpy", "numpy"),
        ("imagecodecs", "codecs, in the decoder process"),
        ("/viewer/", "Lightbox"),
        ("/resources/", "Lightbox"),
        ("font", "fonts"),
        (".so", "system libraries"),
        ("/proc", "the system"),
        ("/sys", "the system"),
        ("/etc", "the system"),
        ("python", "Python"),
    ):
        if part in path:
            return kind
    return "other: pipes, devices, folders"
