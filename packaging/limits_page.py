"""Writes docs/limits.md from the comments in viewer/limits.py.

python packaging/limits_page.py            write the page
python packaging/limits_page.py --check    exit status 1 if it does not say what is true
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SOURCE = CHECKOUT / "viewer" / "limits.py"
PAGE = CHECKOUT / "docs" / "limits.md"
HEAD = """# Limits

What a hostile or damaged medium can ask for, and where that ends. This page is made from
`viewer/limits.py`, the one place where these numbers are, by `python packaging/limits_page.py`;
a test compares them, and that every test named here exists. The user of a limit sees what the
column "beyond it" says: nothing is cut off in silence.
"""
UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


def page() -> str:
    """A table for each section of the source."""
    source = SOURCE.read_text()
    values: dict[str, object] = {}
    exec(compile(source, str(SOURCE), "exec"), values)  # noqa: S102  our own module of constants
    sections = {
        number: match[1]
        for number, line in enumerate(source.split("\n"), 1)
        if (match := re.match(r"# --- (.+?) -+$", line))
    }
    lines = [HEAD]
    body = ast.parse(source).body
    last = ""
    for assigned, words in itertools.pairwise(body):
        if not (isinstance(assigned, ast.AnnAssign) and isinstance(words, ast.Expr)):
            continue
        assert isinstance(assigned.target, ast.Name)
        section = sections[max(at for at in sections if at < assigned.lineno)]
        if section != last:
            lines += [
                "",
                f"## {section}",
                "",
                "| limit | value | what it bounds | beyond it | test |",
            ]
            lines.append("|---|---|---|---|---|")
            last = section
        text = ast.literal_eval(words.value)
        what, beyond, test = re.split(r"\s+(?:Beyond|Test): ", " ".join(text.split()))
        shown = written(assigned.target.id, values[assigned.target.id])
        lines.append(f"| `{assigned.target.id}` | {shown} | {what} | {beyond} | `{test}` |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def written(name: str, value: object) -> str:
    """A number for people."""
    assert isinstance(value, int | float)
    for unit, word in UNITS:
        if name.endswith("BYTES") and isinstance(value, int) and value % unit == 0:
            return f"{value // unit} {word}"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def main(arguments: list[str]) -> int:
    """Write or compare."""
    now = page()
    if arguments == ["--check"]:
        same = PAGE.exists() and PAGE.read_text() == now
        print("docs/limits.md is true" if same else "run packaging/limits_page.py")
        return int(not same)
    PAGE.write_text(now)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
