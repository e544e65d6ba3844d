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
    "uuid",
    "viewer.app.annotation_list",
    "viewer.app.annotation_table",
    "viewer.app.cine",
    "viewer.app.auto_hang",
    "viewer.app.corner_text",
    "viewer.app.link_words",
    "viewer.app.hanger",
    "viewer.app.own_protocols",
    "viewer.app.present_layout",
    "viewer.app.preset_window",
    "viewer.app.priors",
    "viewer.hanging.presets",
    "viewer.render.bands",
    "viewer.render.orientation",
    "viewer.render.probe",
    "viewer.render.scale_bar",
    "viewer.render.viewport",
    "viewer.tools.bindings",
    "viewer.tools.editing",
    "viewer.tools.ground",
    "viewer.tools.hit_test",
    "viewer.tools.stepping",
    "viewer.tools.windowing",
)


def load_beside() -> None:
    """Load what has nothing to do with Qt, and have the rest read from disc; for a thread.

    Raises:
        ImportError: something is not there; `load_here` tells the same.
    """
    for name in BESIDE:
        importlib.import_module(name)
    for package in (viewer.ui.viewport, viewer.ui.annotating):
        _read(package)


def load_here() -> tuple[ModuleType, ModuleType]:
    """The modules with the grid of viewports and their commands; on the window's thread."""
    from viewer.ui import (  # noqa: PLC0415  after the first paint
        layout_grid,
        targets,  # noqa: F401  the window asks for it when it gets the grid
    )
    from viewer.ui.viewport import commands  # noqa: PLC0415  likewise

    return layout_grid, commands


def _read(package: ModuleType) -> None:
    """Bring the code of its modules into the system's cache: a disc takes its time to seek."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        with suppress(ImportError):  # told by whoever imports it
            spec = module.module_finder.find_spec(module.name, None)
            get_code = getattr(spec.loader, "get_code", None) if spec is not None else None
            if get_code is not None:
                get_code(module.name)
