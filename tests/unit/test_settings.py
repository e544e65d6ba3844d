"""What the settings promise together."""

from viewer.settings import DecodeSettings


def test_a_decoder_is_stopped_before_anybody_calls_it_a_hang() -> None:
    """Nothing may hang for more than ten seconds; ending the process takes some of them."""
    assert DecodeSettings().seconds_per_frame < 9
