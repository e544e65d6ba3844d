"""Logging: one logger a module, never a name, ID, UID, date or path."""

import logging


def configure(*, verbose: bool) -> None:
    """Send messages to stderr; without `verbose` only warnings."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
