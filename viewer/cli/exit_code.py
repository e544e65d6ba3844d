"""Exit codes of every command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script learns from a run."""

    OK = 0
    FINDINGS = 1  # done, and something is not as it should be
    USAGE = 2
    UNREADABLE = 3  # nothing could be done with what was given
