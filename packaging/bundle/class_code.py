"""Compiles what `dataclasses` writes, so that a bundle need not do so at every start.

    python -OO packaging/bundle/class_code.py FOLDER

Writes FOLDER/lightbox_class_code.py for `viewer.boot.classes`: the texts of all classes that a
start makes up to its first picture, and their code. Run it with the Python of the bundle.
"""

from __future__ import annotations

import dataclasses
import importlib
import marshal
import sys
from pathlib import Path
from typing import Any

# What a start imports beside the window and what draws pictures.
MODULES = (
    "viewer.ui.application",
    "viewer.media.decoders.process",
    "viewer.media.header_memory",
    "viewer.media.load",
    "viewer.media.parse",
    "viewer.media.read",
    "viewer.render.source",
)
TEXT = '''"""Made by packaging/bundle/class_code.py."""
import marshal

CODE = marshal.loads({data!r})
'''


def main(folder: Path) -> None:
    """Import, note, compile, write."""
    texts: dict[str, None] = {}

    def noted(text: str, variables: dict[str, Any], names: dict[str, Any]) -> None:
        texts[text] = None
        exec(text, variables, names)  # noqa: S102  as `dataclasses` does

    setattr(dataclasses, "exec", noted)  # noqa: B010  it has none of its own
    for name in MODULES:
        importlib.import_module(name)
    from viewer.ui.drawing import load_beside, load_here  # noqa: PLC0415  after the above

    load_beside()
    load_here()
    code = {text: compile(text, "<string>", "exec", dont_inherit=True) for text in texts}
    folder.mkdir(parents=True, exist_ok=True)
    made = TEXT.format(data=marshal.dumps(code))
    (folder / "lightbox_class_code.py").write_text(made)
    print(f"methods of dataclasses compiled: {len(code)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
