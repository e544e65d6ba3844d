"""In place of xxhash: on a slow medium SHA-256 is as good, and that is in Python."""

from hashlib import sha256 as xxh3_128

__all__ = ["xxh3_128"]
