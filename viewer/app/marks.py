"""Who draws over the images: each source makes marks for a viewport when it is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from viewer.app.viewport import ViewportModel
    from viewer.model.marks import Mark
    from viewer.observe import Event


class MarkSource(Protocol):
    """Something that draws: annotations, reference lines, presentation states.

    Asked at every paint, so it must answer in well under a millisecond, and only for the frame
    the viewport shows now (S-10).
    """

    @property
    def changed(self) -> Event[None]:
        """Marks of some viewport are others now."""
        ...

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """What to draw over the frame that `viewport` shows, in drawing order."""
        ...
