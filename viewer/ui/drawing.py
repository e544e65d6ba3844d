"""What draws pictures, loaded after the first paint: beside the window what may be, here the rest.

Importing numpy takes up to a second, so a thread does it. The classes of Qt are for the window's
thread alone: on Python 3.11 PySide keeps what it knows of a type in a table without a lock, in
which Qt looks things up while the window's thread paints. A class made on another thread meanwhile
ends the program (docs/decisions.md, "Pins").
"""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import suppress
from typing import TYPE_CHECKING

import viewer.ui.annotating
import viewer.ui.viewport

if TYPE_CHECKING:
    from types import ModuleType

# All that the viewports import and that knows no Qt; `tests/ui/test_drawing.py` tells what lacks.
BESIDE = (
    "viewer.app.cine",
    "viewer.app.corner_text",
    "viewer.hanging.presets",
    "viewer.model.marks",
    "viewer.render.bands",
    "viewer.render.orientation",
    "viewer.render.probe",
    "viewer.render.scale_bar",
    "viewer.render.viewport",
    "viewer.tools.bindings",
    "viewer.tools.stepping",
    "viewer.tools.windowing",
)
# The same for what hands call and for a second picture, which comes after the first one.
FOR_HANDS = (
    "uuid",
    "viewer.app.annotation_list",
    "viewer.app.annotation_marks",
    "viewer.app.annotation_places",
    "viewer.app.annotation_values",
    "viewer.app.annotation_words",
    "viewer.app.auto_hang",
    "viewer.app.beside_prior",
    "viewer.app.crossing_marks",
    "viewer.app.hanger",
    "viewer.app.link_words",
    "viewer.app.localizers",
    "viewer.app.mammograms_beside",
    "viewer.app.own_protocols",
    "viewer.app.point_places",
    "viewer.app.present_layout",
    "viewer.app.preset_window",
    "viewer.app.priors",
    "viewer.app.values_to_come",
    "viewer.model.tags",
    "viewer.tools.drawing",
    "viewer.tools.editing",
    "viewer.tools.ground",
    "viewer.tools.hit_test",
)


def load_beside() -> None:
    """Load what has nothing to do with Qt, and have the rest read from disc; for a thread.

    Raises:
        ImportError: something is not there; `load_here` tells the same.
    """
    for name in BESIDE:
        importlib.import_module(name)
    _read(viewer.ui.viewport)


def load_for_hands() -> None:
    """Load what actions call and what knows no Qt; for a thread, after the first picture.

    Raises:
        ImportError: something is not there; the first action tells the same.
    """
    for name in FOR_HANDS:
        importlib.import_module(name)
    _read(viewer.ui.annotating)


def load_here() -> ModuleType:
    """The module with the grid of viewports; on the window's thread."""
    from viewer.ui import layout_grid  # noqa: PLC0415  after the first paint

    return layout_grid


def _read(package: ModuleType) -> None:
    """Bring the code of its modules into the system's cache: a disc takes its time to seek."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        with suppress(ImportError):  # told by whoever imports it
            spec = module.module_finder.find_spec(module.name, None)
            get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
            if get_code is not None:
                get_code(module.name)
