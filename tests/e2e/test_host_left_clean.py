"""Opening, viewing and quitting leaves nothing on the computer but the look of the window."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

# The decoders' shared memory, nothing, and the names of files that have none yet.
# Not files that stay: shared memory, and what a process tells the kernel about itself.
OF_THE_SYSTEM = "/dev/shm/lightbox-", "/dev/null", "/proc/self/"  # noqa: S108  not made here
LOOK = "-m", "tests.factories.open_view_quit"
CHECKOUT = Path(__file__).resolve().parents[2]
_OPENS_TO_WRITE = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE")
_CHANGES = re.compile(
    r"(creat|mkdir|mkdirat|mknod|mknodat|rename|renameat|renameat2|unlink|unlinkat|rmdir|link|"
    r"linkat|symlink|symlinkat|truncate|chmod|fchmodat|chown|lchown|fchownat|utimensat|utime|"
    r"utimes|futimesat|setxattr|lsetxattr)\("
)
_CALL = re.compile(r"^\d+ +(?P<call>\w+\(.*)$")
_FAILED = re.compile(r"= -1 E[A-Z]+ ")
_FOLDER = re.compile(r"(?:AT_FDCWD|\d+)<([^>]+)>, (\"(?:[^\"\\]|\\.)*\")")


@dataclass(frozen=True)
class Host:
    """An account that never ran anything, and a folder for temporary files."""

    home: Path
    temporary: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",  # an installed program is compiled already
        }

    @property
    def settings(self) -> Path:
        return self.home / ".config" / "Lightbox" / "Lightbox.conf"

    def files(self) -> list[Path]:
        folders = (self.home, self.temporary)
        return sorted(p for folder in folders for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def host(tmp_path: Path) -> Host:
    host = Host(tmp_path / "home", tmp_path / "temporary")
    host.home.mkdir()
    host.temporary.mkdir()
    return host


def contents(folder: Path) -> dict[str, tuple[str, int]]:
    """Digest and time of change of every file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in files
    }


def written(trace: str) -> set[str]:
    """Every path that a traced program opened for writing, made, moved, changed or removed."""
    found: set[str] = set()
    for line in trace.splitlines():
        match = _CALL.match(line)
        if match is None or _FAILED.search(line):
            continue
        call = match["call"]
        opens = call.startswith(("open(", "openat(", "openat2("))
        if _CHANGES.match(call) or (opens and any(flag in call for flag in _OPENS_TO_WRITE)):
            call = _FOLDER.sub(r"<\1>\2", call)
            for folder, name in re.findall(r"(<[^>]*>)?\"((?:[^\"\\]|\\.)*)\"", call):
                found.add(str(Path(folder.strip("<>") or "/", name)))
    return found


def sockets(trace: str) -> set[str]:
    """The families of the sockets a traced program made."""
    return set(re.findall(r"\bsocket\((AF_\w+)", trace))


def test_the_trace_is_read_right() -> None:
    trace = (
        '7  openat(AT_FDCWD</home/x>, "a.txt", O_WRONLY|O_CREAT, 0666) = 3</home/x/a.txt>\n'
        '7  openat(AT_FDCWD</home/x>, "/etc/passwd", O_RDONLY) = 3</etc/passwd>\n'
        '8  rename("/a", "/b" <unfinished ...>\n'
        '8  mkdir("/c", 0777) = -1 EEXIST (File exists)\n'
        '8  unlinkat(5</d>, "e", 0) = 0\n'
        '8  readlink("/f", "g", 4096) = 1\n'
        "8  socket(AF_INET6, SOCK_DGRAM, 0) = 4\n"
    )
    assert written(trace) == {"/home/x/a.txt", "/a", "/b", "/d/e"}
    assert sockets(trace) == {"AF_INET6"}


@pytest.mark.slow
def test_only_the_settings_file_is_written_and_no_network_asked(
    demo_disc: Path, host: Host, tmp_path: Path
) -> None:
    if shutil.which("strace") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("strace is missing in CI")
        pytest.skip("strace is not on this machine")
    before = contents(demo_disc)
    log = tmp_path / "trace"
    calls = "trace=%file,socket"
    command = ["strace", "-f", "-qq", "-y", "-s", "512", "-o", str(log), "-e", calls]
    done = subprocess.run(  # noqa: S603  ourselves
        [*command, sys.executable, *LOOK, str(demo_disc)],
        env=host.environment,
        cwd=CHECKOUT,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trace = log.read_text(errors="replace")
    assert "DICOMDIR" in trace  # it was watched
    folder = str(host.settings.parent)
    beside = {
        path
        for path in written(trace)
        if not path.startswith((folder + "/", *OF_THE_SYSTEM))
        and path not in {folder, str(host.home / ".config")}
    }
    assert beside == set()
    assert not sockets(trace) & {"AF_INET", "AF_INET6", "AF_PACKET", "AF_NETLINK"}
    assert host.files() == [host.settings]
    assert contents(demo_disc) == before
    assert set(headings(host.settings)) <= {"look", "notice", "window"}


@pytest.mark.slow
def test_nothing_is_left_when_the_viewer_is_killed(demo_disc: Path, host: Host) -> None:
    """SIGKILL: nothing of the program runs any more that could tidy up."""
    with subprocess.Popen(  # noqa: S603  ourselves
        [sys.executable, *LOOK, str(demo_disc), "stay"],
        env=host.environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as viewer:
        assert viewer.stdout is not None
        assert viewer.stdout.readline() == "looking\n"
        children = psutil.Process(viewer.pid).children(recursive=True)
        assert children  # decoder processes
        viewer.kill()
        viewer.wait()
        _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    assert not list(Path("/dev/shm").glob(f"lightbox-{viewer.pid}-*"))  # noqa: S108  the system's
    assert host.files() == []


def headings(settings: Path) -> list[str]:
    """The groups of an INI file."""
    return re.findall(r"^\[(\w+)\]", settings.read_text(), re.MULTILINE)
