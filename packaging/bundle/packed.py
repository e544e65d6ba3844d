"""The kit that copies itself to the computer first: half the bytes, one file, no seeks.

Its start file unpacks an archive to the computer's memory or temporary folder, runs the program
there and takes it away at its end. Who starts it chooses that; the other kit writes nothing.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import kit

HERE = Path(__file__).parent
ARCHIVE = "VIEWER/LINUX.TXZ"
START = "START-LINUX-COPY.sh"


def assemble(tree: Path, checkout: Path) -> Path:
    """Make it from the tree of the Linux kit; returns its tree."""
    top = checkout / "build" / "kits" / "linux-packed"
    shutil.rmtree(top, ignore_errors=True)
    target = top / "tree"
    (target / ARCHIVE).parent.mkdir(parents=True)
    command = [
        "tar", "--sort=name", "--owner=0", "--group=0", "--mtime=@0", "-I", "xz -6 -T1",
        "-cf", str(target / ARCHIVE), "-C", str(tree / "VIEWER" / "LINUX"), ".",
    ]  # fmt: skip
    subprocess.run(command, check=True)
    text = (tree / "START-LINUX.sh").read_text()
    begin, end = text.index("[ $# -gt 0 ] || set"), text.index("case $status in")
    run = (HERE / "start-linux-copy.sh").read_text().partition("\n")[2]
    (target / START).write_text(text[:begin] + run + text[end:])
    (target / START).chmod(0o755)
    kit.describe(top, "linux-packed", START, [START, ARCHIVE])
    return target
