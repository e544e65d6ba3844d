"""The only way from worker threads back to the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Runs functions on the thread it was made on, in the order they were posted."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` run soon on the bridge's thread; may be called from any thread."""
        if not self._closed:
            self._posted.emit(work)

    def close(self) -> None:
        """Drop what is still on its way: the window it was meant for is gone."""
        self._closed = True

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        if not self._closed:
            work()
