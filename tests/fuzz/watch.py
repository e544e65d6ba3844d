"""Sees what the process opens: nothing outside the medium, nothing to be written, no network."""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.fuzz.findings import CHECKOUT

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES: Final = frozenset(
    {
        "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate",
        "os.chmod", "os.chown", "os.utime", "os.setxattr", "os.removexattr", "shutil.rmtree",
        "shutil.copyfile", "shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp",
    }
)  # fmt: skip
_PROGRAMS: Final = frozenset(
    {
        "subprocess.Popen",
        "os.system",
        "os.exec",
        "os.startfile",
        "os.posix_spawn",
        "webbrowser.open",
    }
)
_NETWORK: Final = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
     "urllib.Request"}
)  # fmt: skip
_LISTING: Final = frozenset({"os.scandir", "os.listdir"})


class ForbiddenAccessError(AssertionError):
    """The viewer opened what it must not."""


class Watch:
    """An audit hook that judges while it is armed; what it sees is raised by `armed`.

    It does not stop what it sees: an error raised in the hook could be taken for a bad file.
    """

    def __init__(self) -> None:
        self._armed = False
        self._seen: list[str] = []
        self._media: tuple[str, ...] = ()
        self._lock = threading.Lock()
        roots = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), str(CHECKOUT)}
        roots |= {os.path.realpath(root) for root in roots}
        # The volume watch looks in /sys for removable drives.
        self._allowed = (*(f"{root}/" for root in roots), "/proc/", "/sys/", "/dev/null")

    def install(self) -> None:
        """Start to listen; a hook cannot be taken away again."""
        sys.addaudithook(self._hear)

    @contextmanager
    def armed(self, *media: Path) -> Iterator[None]:
        """Raise ForbiddenAccessError after what opened anything but `media` and the program."""
        self._media = tuple(os.path.realpath(medium) for medium in media)
        self._seen.clear()
        self._armed = True
        try:
            yield
        finally:
            self._armed = False
        if self._seen:
            raise ForbiddenAccessError("; ".join(sorted(set(self._seen))[:5]))

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._armed:
            return
        if event == "open":
            self._judge_open(*arguments)
        elif event in _LISTING:
            self._judge_path(arguments[0] if arguments[0] is not None else ".")
        elif event == "os.truncate" and isinstance(arguments[0], int):
            return  # a segment of shared memory gets its size
        elif event in _CHANGES | _PROGRAMS | _NETWORK:
            self._note(f"{event} {arguments!r:.100}")

    def _judge_open(self, path: Any, mode: Any, flags: Any) -> None:
        if isinstance(path, int):
            return  # a descriptor somebody has already
        writes = isinstance(flags, int) and flags & _WRITING
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            self._note(f"written {path!r:.200}")
            return
        self._judge_path(path)

    def _judge_path(self, path: Any) -> None:
        if isinstance(path, int):
            return
        name = os.path.realpath(os.fsdecode(path))
        inside = any(name == m or name.startswith(m + os.sep) for m in self._media)
        if not inside and not f"{name}/".startswith(self._allowed) and not self._is_part(name):
            self._note(f"read {name!r:.200}")

    def _is_part(self, name: str) -> bool:
        """Whether it is on the module search path: the program itself."""
        return any(name.startswith(os.path.realpath(entry)) for entry in sys.path if entry)

    def _note(self, what: str) -> None:
        with self._lock:
            if len(self._seen) < 100:
                self._seen.append(what)
