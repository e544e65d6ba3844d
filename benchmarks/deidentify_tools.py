"""The programs that take identity out, each as a function from a folder to a new folder."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review

Tool = Callable[[Path, Path], None]
KEY: Final = JobKey(b"sentinel" * 4)  # with a random one a date is in a new UID by chance, at times


class _NoTextInPixels(Mapping[str, Review]):
    """As if somebody had looked at every image and found no text."""

    def __getitem__(self, _: str) -> Review:
        return Review()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def lightbox(preset: str) -> Tool:
    """Our own job by a preset, proof included."""

    def work(source: Path, target: Path) -> None:
        run(Request((source,), target, PRESETS[preset], KEY, _NoTextInPixels()))

    return work


def dicognito(source: Path, target: Path) -> None:
    """Dicognito by its documented use, one anonymizer for all files."""
    from pydicom import dcmread  # noqa: PLC0415  as long as its own import

    anonymizer = importlib.import_module("dicognito.anonymizer").Anonymizer()
    target.mkdir()
    for path in _files(source):
        with dcmread(path) as ds:
            anonymizer.anonymize(ds)
            ds.save_as(target / path.name)


def dicom_anonymizer(source: Path, target: Path) -> None:
    """dicom-anonymizer by its documented use, by its newest list of attributes."""
    module = importlib.import_module("dicomanonymizer")
    target.mkdir()
    with (
        Path(os.devnull).open("w", encoding="ascii") as nowhere,
        contextlib.redirect_stderr(nowhere),
    ):
        for path in _files(source):
            module.anonymize(str(path), str(target / path.name), {}, True)  # noqa: FBT003  its signature


def peers() -> dict[str, Tool]:
    """Those that are installed."""
    known = (
        ("dicognito", "dicognito", dicognito),
        ("dicom-anonymizer", "dicomanonymizer", dicom_anonymizer),
    )
    return {name: tool for name, module, tool in known if importlib.util.find_spec(module)}


def ours() -> dict[str, Tool]:
    """One for each preset."""
    return {f"Lightbox {preset}": lightbox(preset) for preset in PRESETS}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
