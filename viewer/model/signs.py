"""Signs of numbers as they are printed, not as programs write them."""

from typing import Final

MINUS: Final = "\N{MINUS SIGN}"


def with_minus(text: str) -> str:
    """A number in words with a true minus sign in place of the hyphen."""
    return text.replace("-", MINUS)
