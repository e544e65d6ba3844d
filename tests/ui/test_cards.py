import pytest

from viewer import errors
from viewer.ui.viewport.cards import failure_card


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.UnsupportedTransferSyntaxError("1.2.3"), "This picture is stored in a way"),
        (errors.TruncatedPixelsError("x"), "Part of this picture is missing"),
        (errors.DecodeError("x"), "This picture is damaged."),
        (errors.DecoderTimeoutError("x"), "This picture took too long"),
        (errors.EncryptedError("x"), "This picture is encrypted."),
        (errors.FileReadError("x"), "This picture could not be read from the disc."),
        (errors.MediumNotFoundError("x"), "The disc is not there any more."),
        (errors.ViewerError("x"), "This picture cannot be shown."),
    ],
)
def test_every_error_has_words_for_a_patient(error: errors.ViewerError, reason: str) -> None:
    card = failure_card(error, "1.2.840.10008.1.2.4.90", others=True)
    assert card.reason.startswith(reason)
    for unfriendly in ("Error", "invalid", "fatal", "Exception"):
        assert unfriendly not in card.reason


def test_the_detail_names_encoding_reason_and_code() -> None:
    card = failure_card(errors.DecodeError("bad marker"), "1.2.840.10008.1.2.4.90", others=True)
    assert card.detail == "JPEG 2000 (lossless) · bad marker · PIX-005"


def test_the_others_are_spoken_of_only_when_there_are_some() -> None:
    error = errors.DecodeError("x")
    assert "other pictures" in failure_card(error, "", others=True).hint
    assert failure_card(error, "", others=False).hint == ""
