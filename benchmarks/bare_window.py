"""The floor of the start: interpreter, numpy, a Qt window that is painted; run as a script."""

import sys
import time

import numpy as np
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Marks its first paint as the program itself does (`viewer.ui.start_trace`)."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Paint nothing but black."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), 0xFF000000)
        painter.end()
        sys.stderr.write(f"lightbox-trace {time.monotonic():.6f} first image painted\n")
        sys.stderr.flush()


if __name__ == "__main__":
    assert np.zeros(1).size
    app = QApplication([])
    window = Bare()
    window.resize(1280, 840)
    window.show()
    sys.exit(app.exec())
