"""What can go wrong while a disc is made."""

from viewer.errors import ViewerError


class PublishError(ViewerError):
    """The disc cannot be made; the message holds no patient data."""

    code = "PUB-001"


class RefusedError(PublishError):
    """The plan breaks a rule that a person may lift or must mend first (M-075)."""

    code = "PUB-002"


class NothingError(RefusedError):
    """There is nothing that could be put on a disc, or nothing that is not there already."""

    code = "PUB-005"


class TargetError(PublishError):
    """The place for the disc cannot be written, is in use, or is full."""

    code = "PUB-003"


class VerifyError(PublishError):
    """What was written is not what was to be written, or no conformant file-set (M-076)."""

    code = "PUB-004"

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__(f"the disc did not pass the check: {findings[0]}")
        self.findings = findings
