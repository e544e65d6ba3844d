"""Memory that a worker process shares with its owner, and of which nothing can be left over.

It has no name, so no killed program can leave it behind: it goes with the last process that has
it. On POSIX the file descriptor travels through the worker's connection; Windows has such memory
only by name, and the name goes with the last handle.
"""

from __future__ import annotations

import mmap
import os
import secrets
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


class Segment:
    """A piece of shared memory, open in this process."""

    def __init__(self, name: str, memory: mmap.mmap, descriptor: int | None = None) -> None:
        self.name = name
        self.memory = memory
        self._descriptor = descriptor  # until it has been given to the worker

    @classmethod
    def create(cls, size: int) -> Segment:
        """Reserve new memory, so that no later write can fail.

        Raises:
            OSError: if there is not that much.
        """
        name = f"lightbox-{os.getpid()}-{secrets.token_hex(4)}"  # macOS: up to 30 characters
        if sys.platform == "win32":
            return cls(name, mmap.mmap(-1, size, tagname=name))
        descriptor = _nameless(name, size)
        try:
            return cls(name, mmap.mmap(descriptor, size), descriptor)
        except BaseException:
            os.close(descriptor)
            raise

    @classmethod
    def receive(cls, name: str, size: int, connection: Connection) -> Segment:
        """Open the memory that the owner has just given; `size` is the owner's."""
        if sys.platform == "win32":
            return cls(name, mmap.mmap(-1, size, tagname=name))
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            _, descriptors, _, _ = socket.recv_fds(line, 1, 1)
        if not descriptors:
            raise EOFError
        try:
            return cls(name, mmap.mmap(descriptors[0], size))
        finally:
            os.close(descriptors[0])

    @property
    def is_given(self) -> bool:
        """Whether the worker has got it."""
        return self._descriptor is None

    def give(self, connection: Connection) -> None:
        """Send it to the worker at the other end, once; raises OSError if nobody is there."""
        if self._descriptor is None or sys.platform == "win32":
            return
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            socket.send_fds(line, [b"m"], [self._descriptor])
        os.close(self._descriptor)
        self._descriptor = None

    def close(self) -> None:
        """Let go of it in this process."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self.memory.close()

    def __len__(self) -> int:
        return len(self.memory)


def _nameless(name: str, size: int) -> int:
    """Make shared memory without a name; returns its descriptor."""
    descriptor = _make(name)
    try:
        os.ftruncate(descriptor, size)
        if sys.platform != "darwin":
            os.posix_fallocate(descriptor, 0, size)  # else a write may end the program (SIGBUS)
        if sys.platform == "linux":
            _seal(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _make(name: str) -> int:
    if sys.platform == "linux" and hasattr(os, "memfd_create"):
        try:
            return os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        except OSError:  # forbidden here, or an old kernel
            pass
    import _posixshmem  # noqa: PLC0415  what multiprocessing.shared_memory is made of

    descriptor: int = _posixshmem.shm_open(
        f"/{name}", os.O_CREAT | os.O_EXCL | os.O_RDWR, mode=0o600
    )
    _posixshmem.shm_unlink(f"/{name}")
    return descriptor


def _seal(descriptor: int) -> None:
    """Keep a worker from shrinking it: reading what is no longer there ends the program."""
    import fcntl  # noqa: PLC0415  POSIX only

    with suppress(OSError):  # what `shm_open` made cannot be sealed
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
