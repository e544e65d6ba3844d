"""A read-only FUSE file system over a folder that fails on command (Linux).

    python faulty_fs.py FOLDER MOUNT_POINT

Commands come by standard input, one a line, each answered by "ok":
`mode NAME` with the name of an errno for every answer, "fine", or "stall" (reads wait until the
next mode); `scratch START END PATH` for EIO at these offsets of a file, `also` for more of them.
"""

import errno
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import mfusepy


class FaultyFolder(mfusepy.Operations):  # type: ignore[misc]  # the library has no types
    """Passes everything on to a folder, unless told otherwise."""

    use_ns = True

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mode = "fine"
        self._changed = threading.Condition()
        self._scratches: dict[str, list[tuple[int, int]]] = {}

    def command(self, line: str) -> None:
        """Change what goes wrong."""
        verb, _, rest = line.partition(" ")
        with self._changed:
            if verb == "mode":
                self._mode = rest
            else:
                start, end, path = rest.split(" ", 2)
                before = self._scratches.get("/" + path, []) if verb == "also" else []
                self._scratches["/" + path] = [*before, (int(start), int(end))]
            self._changed.notify_all()

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        del fh
        self._fail()
        state = os.lstat(self._place(path))
        keys = ("st_mode", "st_nlink", "st_size", "st_uid", "st_gid")
        found = {key: getattr(state, key) for key in keys}
        return found | {"st_mtime": state.st_mtime_ns, "st_ctime": state.st_ctime_ns}

    def readdir(self, path: str, fh: int) -> Iterator[str]:
        del fh
        self._fail()
        return iter([".", "..", *sorted(os.listdir(self._place(path)))])  # noqa: PTH208  names alone

    def open(self, path: str, flags: int) -> int:
        del flags
        self._fail()
        return os.open(self._place(path), os.O_RDONLY)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._mode != "stall")
        self._fail()
        scratches = self._scratches.get(path, [])
        if any(offset < end and offset + size > start for start, end in scratches):
            raise mfusepy.FuseOSError(errno.EIO)
        return os.pread(fh, size, offset)

    def release(self, path: str, fh: int) -> int:
        del path
        os.close(fh)
        return 0

    def _place(self, path: str) -> str:
        return str(self._root) + path

    def _fail(self) -> None:
        if self._mode not in {"fine", "stall"}:
            raise mfusepy.FuseOSError(getattr(errno, self._mode))


def _listen(folder: FaultyFolder) -> None:
    for line in sys.stdin:
        folder.command(line.rstrip("\n"))
        sys.stdout.write("ok\n")
        sys.stdout.flush()
    os._exit(0)  # nobody is there any more


def main() -> None:
    """Serve until unmounted."""
    folder = FaultyFolder(Path(sys.argv[1]))
    threading.Thread(target=_listen, args=(folder,), daemon=True).start()
    options = {"attr_timeout": 0, "entry_timeout": 0, "negative_timeout": 0, "direct_io": True}
    mfusepy.FUSE(folder, sys.argv[2], foreground=True, ro=True, fsname="faulty", **options)


if __name__ == "__main__":
    main()
