"""Which parts of the program's files are needed when, in the order they have on the disc.

A line of `load.lst` is a set (A: the window, B: pictures), the first byte, the byte after the last
one ("-": to the end) and the file's place under the program's folder, with single blanks between.
`packaging/bundle/load_order.py` writes it from a traced start. "I 0 - MODULE" names a module that
can be loaded when all before it has been read (`sweep`).
"""

NAME = "load.lst"
WINDOW, PICTURES, MODULE = "A", "B", "I"


class Part:
    """Bytes of a file."""

    __slots__ = ("end", "group", "path", "start")

    def __init__(self, group: str, start: int, end: int | None, path: str) -> None:
        self.group = group
        self.start = start
        self.end = end  # None: to the end of the file
        self.path = path


def read(file: str) -> list[Part]:
    """All parts; empty if there is no list, as the program starts without one too."""
    try:
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123  pathlib takes time to load
            lines = stream.read().splitlines()
    except (OSError, ValueError):
        return []
    return [part for part in map(_part, lines) if part is not None]


def _part(line: str) -> Part | None:
    try:
        group, start, end, path = line.split(" ", 3)
        return Part(group, int(start), None if end == "-" else int(end), path)
    except ValueError:
        return None
