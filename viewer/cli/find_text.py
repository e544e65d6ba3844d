"""`lightbox deidentify --what-if --find-text`: searches images nobody has looked at for text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.cli.progress import ProgressLine
from viewer.cli.usage import UsageError
from viewer.deid.text_installed import is_installed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.deid.job import Preview
    from viewer.deid.layout_text import Searched


def check_installed() -> None:
    """Raise UsageError where the optional library is not there."""
    if not is_installed():
        raise UsageError("Text search is not installed: pip install 'lightbox-viewer[ocr]'")


def search(found: Preview) -> Mapping[str, Searched]:
    """What is found in each layout that waits for somebody to look at it, by its name."""
    from viewer.deid.found_text import Recogniser  # noqa: PLC0415  brings numpy and more
    from viewer.deid.layout_text import LayoutText  # noqa: PLC0415  as above
    from viewer.deid.text_search import TextSearch  # noqa: PLC0415  as above
    from viewer.media.cancel import CancelToken  # noqa: PLC0415  as above
    from viewer.media.decoders.pool import DecoderPool  # noqa: PLC0415  as above
    from viewer.settings import Settings  # noqa: PLC0415  as above

    settings = Settings()
    line = ProgressLine("searching for text")
    waiting = [layout for layout in found.account.layouts.values() if not layout.reviewed]
    searched = {}
    recogniser = Recogniser(found.people.values())
    with DecoderPool(settings.decode) as pool, TextSearch(recogniser, settings.decode) as finder:
        reader = LayoutText(finder, pool.decode, settings, CancelToken())
        for number, layout in enumerate(waiting):
            line(number, len(waiting))
            searched[layout.risk.layout] = reader.searched(layout.pictures)
    line.close()
    return searched
