"""How long a widget listens to the model: until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from viewer.observe import Subscription
    from viewer.ui.viewports_watch import ViewportsWatch


def until_destroyed(owner: QObject, *subscriptions: Subscription | ViewportsWatch) -> None:
    """Close the subscriptions when `owner` goes, else events reach a deleted widget.

    Not `destroyed.connect(subscription.close)`: of a bound method PySide keeps no more than a
    weak reference to its object, and drops the connection once nobody else holds it.
    """

    def close() -> None:
        for subscription in subscriptions:
            subscription.close()

    owner.destroyed.connect(close)
