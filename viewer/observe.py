"""Events without Qt: typed, synchronous, on the thread that emits."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscription:
    """Handle of one connected listener; `close` may be called any number of times."""

    def __init__(self, disconnect: Callable[[], None]) -> None:
        self._disconnect: Callable[[], None] | None = disconnect

    def close(self, *_: object) -> None:
        """Stop listening."""
        if self._disconnect is not None:
            self._disconnect()
            self._disconnect = None


class Event(Generic[T]):
    """Calls its listeners in the order they were connected."""

    def __init__(self) -> None:
        self._listeners: dict[int, Callable[[T], None]] = {}
        self._next = 0

    def connect(self, listener: Callable[[T], None]) -> Subscription:
        """Call `listener` with each emitted value until the subscription is closed."""
        number = self._next
        self._next += 1
        self._listeners[number] = listener
        return Subscription(lambda: self._listeners.pop(number, None) and None)

    def emit(self, value: T) -> None:
        """Tell everyone; listeners may disconnect while being called."""
        for number, listener in list(self._listeners.items()):
            if number in self._listeners:
                listener(value)
