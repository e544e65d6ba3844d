"""Python's code without what only people read: half of a compiled module is that.

Columns of the places in the source, for the small arrows in tracebacks; docstrings, in modules that
were not compiled here; and where it is not our own code the lines: such a frame names its function.
"""

from __future__ import annotations

import dis
import itertools
from types import CodeType
from typing import Final

_NO_COLUMNS: Final = 13  # kind of an entry in the table of places (CPython, Objects/locations.md)
_NO_PLACE: Final = 15
_MOST_UNITS: Final = 8  # of code that an entry is about
_IS_FUNCTION: Final = 0x3  # CO_OPTIMIZED | CO_NEWLOCALS


def slim(code: CodeType, *, has_lines: bool, has_texts: bool = False) -> CodeType:
    """The same code, and all code in it, with a table of lines or of functions alone."""
    constants = [
        slim(one, has_lines=has_lines, has_texts=has_texts) if isinstance(one, CodeType) else one
        for one in (code.co_consts if has_texts else _without_docstrings(code))
    ]
    return code.replace(co_consts=tuple(constants), co_linetable=_places(code, has_lines=has_lines))


def _places(code: CodeType, *, has_lines: bool) -> bytes:
    table = bytearray()
    before = code.co_firstlineno
    for start, end, found in code.co_lines():
        line = found if has_lines or found is None else code.co_firstlineno
        left = (end - start) // 2
        while left > 0:
            units = min(left, _MOST_UNITS)
            kind = _NO_PLACE if line is None else _NO_COLUMNS
            table.append(0x80 | kind << 3 | units - 1)
            if line is not None:
                table += _signed(line - before)
                before = line
            left -= units
    return bytes(table)


def _signed(value: int) -> bytes:
    """A number in sixes of bits, the lowest first, its sign in the lowest bit."""
    rest = (-value << 1) | 1 if value < 0 else value << 1
    made = bytearray()
    while rest >= 1 << 6:
        made.append(1 << 6 | rest & 0x3F)
        rest >>= 6
    made.append(rest)
    return bytes(made)


def _without_docstrings(code: CodeType) -> list[object]:
    """The constants; a docstring that nothing else uses is None."""
    constants = list(code.co_consts)
    steps = list(dis.get_instructions(code))
    uses = [step.arg for step in steps if step.opcode in dis.hasconst]
    if code.co_flags & _IS_FUNCTION == _IS_FUNCTION:
        if constants and isinstance(constants[0], str) and 0 not in uses:
            constants[0] = None
        return constants
    for step, after in itertools.pairwise(steps):
        is_text = step.opname == "LOAD_CONST" and isinstance(step.argval, str)
        is_docstring = is_text and (after.opname, after.argval) == ("STORE_NAME", "__doc__")
        if is_docstring and step.arg is not None and uses.count(step.arg) == 1:
            constants[step.arg] = None
    return constants
