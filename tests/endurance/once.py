"""What is made when it is first wanted and then stays, made at the start: it is no growth then."""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import pkgutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import viewer
from tests.factories.pdf import pages_pdf
from viewer.app.survey import survey
from viewer.errors import PixelError
from viewer.media.documents.pdf import page_request, sizes_request
from viewer.media.load import load_frame
from viewer.model.image import FrameKey
from viewer.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.survey import Survey
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.decoders.process import WorkerProcess
    from viewer.ui.application import Desktop

_PAGE = pages_pdf([b"0 0 200 100"], b"0 0 1 rg 0 0 100 50 re f")
# The codes of PS3.16: 20 MiB; films; images of discs; what pictures are saved with.
_OF_OTHERS = (
    "pydicom.sr._concepts_dict", "cv2", "pycdlib", "PIL.JpegImagePlugin", "PIL.PngImagePlugin",
)  # fmt: skip


def make_once(desktop: Desktop, disc: Path) -> None:
    """All of it; `disc` has images of the codecs that the run meets most."""
    load_modules()
    read_tables()
    window = desktop.window
    window.actions_set.make_targets()
    _ = window.centre.start, window.centre.reading, window.centre.problem, window.centre.people
    for name in window.panels._makers:
        window.panels.show_panel(name)
    window.panels.close_panel()
    pool = desktop.session._source._pool
    pool._hire()
    found = survey(disc, Settings(), lambda *_: None)
    for worker in pool._workers:  # the last one is for previews, first wanted late or never
        load_codecs(worker, found)
    found.medium.close()


def load_modules() -> None:
    """Each job and dialog comes with its modules, of which most stand in circles."""
    for found in pkgutil.walk_packages(viewer.__path__, "viewer."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in _OF_OTHERS:
        importlib.import_module(name)


def read_tables() -> None:
    """Tables of the program, each read when it is first asked."""
    for cache in _caches():
        whole = cache.cache_parameters()["maxsize"] is None
        if whole and _is_ours(cache) and not inspect.signature(cache).parameters:
            cache()


def empty_bounded_caches() -> None:
    """What they hold cannot grow beyond their size; those without one stay, and would be seen."""
    for cache in _caches():
        if cache.cache_parameters()["maxsize"] is not None:
            cache.cache_clear()


def _caches() -> list[Any]:
    return [o for o in gc.get_objects() if isinstance(o, functools._lru_cache_wrapper)]


def _is_ours(cache: Any) -> bool:
    return str(cache.__module__).startswith("viewer.")


def load_codecs(worker: WorkerProcess, disc: Survey) -> None:
    """Have a decoder process load its libraries: one image of each transfer syntax, and a PDF."""
    worker.decode(sizes_request(_PAGE))
    worker.decode(page_request(_PAGE, 0, 100, 200))
    images = [header for header in disc.headers.values() if header.image is not None]
    for header in {h.image.pixels.transfer_syntax_uid: h for h in images if h.image}.values():
        for reduction in (0, 1):
            with suppress(PixelError):  # only JPEG 2000 has previews
                one = cast("DecoderPool", worker)  # whose `decode` waits for a free one
                load_frame(disc.medium, header, FrameKey(header.file, 0), one, reduction=reduction)
