"""How long a widget listens to the model: until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import QObject


class Closable(Protocol):
    """A subscription, or several in one."""

    def close(self) -> None: ...


def until_destroyed(owner: QObject, *subscriptions: Closable) -> None:
    """Close the subscriptions when `owner` goes, else events reach a deleted widget.

    Not `destroyed.connect(subscription.close)`: of a bound method PySide keeps no more than a
    weak reference to its object, and drops the connection once nobody else holds it.
    """

    def close() -> None:
        for subscription in subscriptions:
            subscription.close()

    owner.destroyed.connect(close)
