"""Windows by modality for the keys 0 to 9, read from `resources/presets.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from viewer.model.lut import VoiSource, Window
from viewer.resources import resources_folder


class PresetKind(StrEnum):
    """Where the window of a preset comes from."""

    WINDOW = "window"  # the preset's own numbers
    FILE = "file"  # the window of the file, `number` counted from 0
    AUTO = "auto"  # from the values of the image
    SUV = "suv"  # from and to an uptake of PET, `uptake`


@dataclass(frozen=True, slots=True)
class Preset:
    """One key: what it is called and which window it sets."""

    key: str  # "0".."9"
    name: str
    kind: PresetKind
    window: Window | None = None  # for WINDOW
    number: int = 0  # for FILE: which of the file's windows
    uptake: tuple[float, float] = (0.0, 0.0)  # for SUV: black and white


def presets(modality: str) -> tuple[Preset, ...]:
    """The presets of `modality` in the order of their keys; unknown ones get those of `*`."""
    table = _table()
    return table.get(modality.upper(), table["*"])


def read_presets(text: str) -> dict[str, tuple[Preset, ...]]:
    """Presets by modality.

    Raises ValueError (tomllib.TOMLDecodeError is one) for a table that is not well made: it is
    part of the program, not of a disc.
    """
    result: dict[str, tuple[Preset, ...]] = {}
    for modality, entries in tomllib.loads(text).items():
        found = tuple(_preset(key, entry) for key, entry in sorted(entries.items()))
        result[modality] = found
    if "*" not in result:
        raise ValueError("presets need a table '*' for all other modalities")
    return result


@cache
def _table() -> dict[str, tuple[Preset, ...]]:
    path = resources_folder() / "presets.toml"
    return read_presets(path.read_text(encoding="utf-8"))


def _preset(key: str, entry: Mapping[str, Any]) -> Preset:
    if len(key) != 1 or not key.isdigit():
        raise ValueError(f"a preset needs a key from 0 to 9, not {key!r}")
    name = str(entry["name"])
    if "file" in entry:
        return Preset(key, name, PresetKind.FILE, number=int(entry["file"]))
    if entry.get("auto"):
        return Preset(key, name, PresetKind.AUTO)
    if "suv" in entry:
        low, high = map(float, entry["suv"])
        if not low < high:
            raise ValueError(f"SUV from {low} to {high} is no window")
        return Preset(key, name, PresetKind.SUV, uptake=(low, high))
    center, width = float(entry["center"]), float(entry["width"])
    window = Window(center, width, name=name, source=VoiSource.PRESET)
    return Preset(key, name, PresetKind.WINDOW, window)
