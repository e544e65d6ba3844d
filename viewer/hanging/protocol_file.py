"""Hanging protocols out of TOML and back into it."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from viewer.hanging.protocol import KINDS, PLANES, CellRule, Protocol
from viewer.hanging.words import vocabulary
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOICES: Final[dict[str, frozenset[str]]] = {
    "plane": PLANES,
    "side": frozenset({"", "R", "L"}),
    "kind": KINDS,
    "study": frozenset({"current", "prior"}),
    "start": frozenset({"first", "middle", "last"}),
    "toward": frozenset({"", "left", "right"}),
}
_NAME_CHARACTERS: Final = 60


class ProtocolFileError(ValueError):
    """A protocol that cannot be used; the message says why, for the person who wrote it."""


@cache
def built_in_protocols() -> tuple[Protocol, ...]:
    """The protocols that come with the program, by the names of their files."""
    folder = resources_folder() / "hanging"
    return tuple(
        read_protocol(file.read_text(encoding="utf-8"), file.name.removesuffix(".toml"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    )


def read_protocol(text: str, protocol_id: str) -> Protocol:
    """One file; raises ProtocolFileError with the reason in words."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProtocolFileError(f"it is not well-formed TOML: {error}") from error
    cells = table.pop("cells", None)
    grid = table.pop("grid", None)
    if not _is_pair(grid):
        raise ProtocolFileError("grid should be two numbers, as in grid = [2, 2]")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ProtocolFileError("at least one [[cells]] is needed")
    values = _values(Protocol, table, {"id", "rows", "columns", "cells", "is_own"})
    if not str(values.get("name", "")).strip():
        raise ProtocolFileError("it needs a name")
    values["name"] = " ".join(str(values["name"]).split())[:_NAME_CHARACTERS]
    _check_meanings("body", values.get("body", ()))
    try:
        return Protocol(
            id=protocol_id,
            rows=grid[0],
            columns=grid[1],
            cells=tuple(_cell(cell, len(cells)) for cell in cells),
            **values,
        )
    except ProtocolFileError:
        raise
    except ValueError as error:
        raise ProtocolFileError(str(error)) from error


def protocol_text(protocol: Protocol) -> str:
    """The protocol as TOML that `read_protocol` reads to the same; defaults are left out."""
    plain = Protocol("", protocol.name)
    lines = [f"name = {_written(protocol.name)}", f"grid = [{protocol.rows}, {protocol.columns}]"]
    for name in _names(Protocol, {"id", "name", "rows", "columns", "cells", "is_own"}):
        value = getattr(protocol, name)
        if value != getattr(plain, name):
            lines.append(f"{name} = {_written(value)}")
    empty = CellRule()
    for cell in protocol.cells:
        lines += ["", "[[cells]]"]
        for name in _names(CellRule, set()):
            value = getattr(cell, name)
            if value != getattr(empty, name):
                lines.append(f"{name} = {_written(value)}")
    return "\n".join(lines) + "\n"


def _cell(table: Mapping[str, Any], count: int) -> CellRule:
    values = _values(CellRule, table, set())
    for name, allowed in _CHOICES.items():
        given = values.get(name, ())
        for value in (given,) if isinstance(given, str) else given:
            if value not in allowed:
                raise ProtocolFileError(f"{name} does not know {value!r}")
    for name in ("words", "without"):
        _check_meanings(name, values.get(name, ()))
    _check_meanings("prefer", [w for w in values.get("prefer", ()) if w not in PLANES])
    rule = replace(CellRule(), **values)
    if not 0 <= rule.like <= count:
        raise ProtocolFileError("like should be the number of a cell")
    if not (1 <= rule.tiles[0] <= 4 and 1 <= rule.tiles[1] <= 4):
        raise ProtocolFileError("tiles should be two numbers from 1 to 4")
    return rule


def _check_meanings(name: str, words: Any) -> None:  # noqa: ANN401  as TOML gives it
    for word in words:
        if word not in vocabulary().meanings:
            raise ProtocolFileError(f"{name} does not know {word!r}")


def _values(kind: type, table: Mapping[str, Any], kept: set[str]) -> dict[str, Any]:
    """The entries of a table as fields of `kind`, each of the type of the field's default."""
    names = _names(kind, kept)
    example: Any = CellRule() if kind is CellRule else Protocol("", "")
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in names:
            raise ProtocolFileError(f"it says {name!r}, which means nothing here")
        values[name] = _typed(name, value, getattr(example, name))
    return values


def _typed(name: str, value: Any, default: object) -> Any:  # noqa: ANN401  as TOML gives it
    if name == "tiles" and _is_pair(value):
        return tuple(value)
    if isinstance(default, tuple) and isinstance(value, list) and name != "tiles":
        if all(isinstance(entry, str) for entry in value):
            return tuple(value)
    elif isinstance(default, bool) or default is None:
        if isinstance(value, bool):
            return value
    elif type(value) is type(default) and not isinstance(default, tuple):
        return value
    raise ProtocolFileError(f"{name} has a value of another kind than expected")


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value)


def _names(kind: type, kept: set[str]) -> list[str]:
    return [field.name for field in fields(kind) if field.name not in kept]


def _written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    text = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in text)
    return f'"{text}"'
