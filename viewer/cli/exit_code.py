"""Exit codes of every command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script learns from a run; from NOTHING on they are of commands that make discs."""

    OK = 0
    FINDINGS = 1  # done, and something is not as it should be
    USAGE = 2
    UNREADABLE = 3  # nothing could be done with what was given
    NOTHING = 4  # there is nothing to put on a disc, or nothing new
    REFUSED = 5  # a rule forbids it that a person may lift: several patients, too large
    PLACE = 6  # the place for it is in use, full, or cannot be written
    CHECK = 7  # what was written did not pass the check: there is no disc
