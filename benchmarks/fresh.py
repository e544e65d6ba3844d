"""Runs one function in a process of its own, where memory or the start is what is measured.

``python -m benchmarks.fresh benchmarks.opening:growth PATH`` prints its result as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
_SECONDS = 600.0


def call(function: str, *arguments: object, env: dict[str, str] | None = None) -> Any:  # noqa: ANN401  any JSON
    """Run "module:function" with its arguments as text; raises RuntimeError if it fails."""
    command = [sys.executable, "-m", "benchmarks.fresh", function, *map(str, arguments)]
    done = subprocess.run(  # noqa: S603  this file
        *(command,),
        cwd=CHECKOUT,
        env=env,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise RuntimeError(f"{function}: {last[0]}")
    return json.loads(done.stdout.splitlines()[-1])


def _main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    module, _, name = sys.argv[1].partition(":")
    result = getattr(importlib.import_module(module), name)(*sys.argv[2:])
    print(json.dumps(result))


if __name__ == "__main__":
    _main()
