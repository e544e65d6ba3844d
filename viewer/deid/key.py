"""One secret, from which all replacements of a job follow (A-013, A-015, A-040).

Who has the key can repeat a job with the same result; nobody else can get from a new identifier
to the old one, nor try which old one it might be. A key that is not kept is gone with the job.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from viewer.deid.errors import ProfileError

if TYPE_CHECKING:
    from pathlib import Path

_BYTES: Final = 32
_HEAD: Final = "lightbox-deid-key-1 "
_MOST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True)
class JobKey:
    """The secret of one job, or of several that shall agree."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(_BYTES), repr=False)

    def uid(self, original: str) -> str:
        """The UID that stands for `original`: 2.25 and 128 bits (PS3.5 B.2)."""
        return f"2.25.{int.from_bytes(self._digest('uid', original)[:16], 'big')}"

    def shift_days(self, person: str) -> int:
        """By how many days the dates of a person move: 30 to 3680 days back, never forward."""
        number = int.from_bytes(self._digest("days", person)[:8], "big")
        return -(30 + number % (_MOST_DAYS + 1))

    def code(self, person: str) -> str:
        """Eight letters and digits that stand for a person."""
        return base64.b32encode(self._digest("person", person)[:5]).decode("ascii")

    def local_code(self, scheme: str, value: str) -> str:
        """What stands for a code that only one hospital uses."""
        digest = self._digest("code", f"{scheme}\0{value}")
        return "L" + base64.b32encode(digest[:5]).decode("ascii")

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.digest(self.secret, f"{purpose}\0{text}".encode(), sha256)


def load_key(path: Path) -> JobKey:
    """The key kept in `path`, which is made if it is not there; raises ProfileError."""
    try:
        if not path.exists():
            return _made(path)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"the key file cannot be used: {type(error).__name__}") from error
    try:
        secret = bytes.fromhex(text.removeprefix(_HEAD).strip())
    except ValueError:
        secret = b""
    if not text.startswith(_HEAD) or len(secret) != _BYTES:
        raise ProfileError("the file is no key of Lightbox")
    return JobKey(secret)


def _made(path: Path) -> JobKey:
    key = JobKey()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(_HEAD + key.secret.hex() + "\n")
    return key
