"""The layouts a person has saved: a file each in a folder of theirs, written only when asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.hanging.protocol_file import ProtocolFileError, protocol_text, read_protocol
from viewer.hanging.words import words_of
from viewer.limits import OWN_LAYOUT_BYTES, OWN_LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.hanging.protocol import Protocol

PREFIX = "own-"
_NAME_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file that cannot be used and why, in words."""

    name: str
    reason: str


class OwnProtocols:
    """Reads the folder whenever asked: it is small, and may be edited by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bad: tuple[BadFile, ...] = ()  # of the last reading

    def read(self) -> tuple[Protocol, ...]:
        """Every protocol of the folder by name; `bad` then tells what could not be read."""
        found: list[Protocol] = []
        bad: list[BadFile] = []
        for number, path in enumerate(self._paths()):
            if number >= OWN_LAYOUTS:
                bad.append(BadFile(path.name, f"only {OWN_LAYOUTS} layouts are read"))
                break
            try:
                protocol = read_protocol(_text(path), PREFIX + path.stem)
                found.append(replace(protocol, is_own=True, automatic=False))
            except ProtocolFileError as error:
                bad.append(BadFile(path.name, str(error)))
            except OSError as error:
                bad.append(BadFile(path.name, error.strerror or "it could not be read"))
            except UnicodeDecodeError:
                bad.append(BadFile(path.name, "it is not a text file"))
        self.bad = tuple(bad)
        return tuple(sorted(found, key=lambda protocol: protocol.name.casefold()))

    def save(self, protocol: Protocol) -> Protocol:
        """Write a protocol as a new file; raises OSError if the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = "-".join(words_of(protocol.name))[:_NAME_CHARACTERS] or "layout"
        number, path = 1, self.folder / f"{stem}.toml"
        while path.exists():
            number += 1
            path = self.folder / f"{stem}-{number}.toml"
        with path.open("x", encoding="utf-8") as file:
            file.write(protocol_text(protocol))
        return replace(protocol, id=PREFIX + path.stem, is_own=True)

    def remove(self, protocol_id: str) -> None:
        """Delete the file of a protocol; raises OSError if that does not work."""
        for path in self._paths():
            if PREFIX + path.stem == protocol_id:
                path.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        try:
            return sorted(self.folder.glob("*.toml"))
        except OSError:
            return []


def _text(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(OWN_LAYOUT_BYTES + 1)
    if len(data) > OWN_LAYOUT_BYTES:
        raise ProtocolFileError(f"it is larger than {OWN_LAYOUT_BYTES // 1024} KB")
    return data.decode("utf-8")
