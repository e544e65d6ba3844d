"""What can go wrong while a copy without identity is made."""

from viewer.errors import ViewerError


class DeidError(ViewerError):
    """The copy cannot be made; the message holds no patient data."""

    code = "DEI-001"


class ProfileError(DeidError):
    """A profile or key file cannot be used as it is."""

    code = "DEI-002"


class ExcludedError(DeidError):
    """One object is left out of the copy, and why (A-021, A-035); `reason` is a stable word."""

    code = "DEI-003"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class LeakError(DeidError):
    """The proof found identity in the copy, which is therefore not delivered (A-070, A-071)."""

    code = "DEI-004"

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__(f"the copy did not pass the proof: {findings[0]}")
        self.findings = findings


class OutputError(DeidError):
    """The place for the copy cannot be written, or is in use."""

    code = "DEI-005"


class UnreviewedError(DeidError):
    """Nothing could be copied, as nobody has looked for text in the images yet (A-050)."""

    code = "DEI-006"
