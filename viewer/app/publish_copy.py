"""A copy of what is open being made, beside the window: to a folder, an image or a stick."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.app.deid_engine import load_engine
from viewer.app.making import Making, Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from viewer.app.seen_media import SeenMedia
    from viewer.media.cancel import CancelToken
    from viewer.publish.burning import Burner
    from viewer.publish.extending import Extender
    from viewer.publish.founding import Founder
    from viewer.publish.pages import PictureOf
    from viewer.publish.publisher import Published, Publisher
    from viewer.publish.request import Progress as Tell
    from viewer.publish.request import Request
    from viewer.publish.survey import Survey

ENGINE: Final = (
    "viewer.publish.publisher",
    "viewer.publish.extending",
    "viewer.publish.founding",
    "viewer.publish.exact",
)
BURNING, COMPARING = "burning", "comparing the disc"
_EXACT: Final = ("copying everything", "writing the image")
# What is done one after the other for a disc, and about how long it takes.
_STEPS: Final = (
    ("writing", 6),
    ("drawing icons", 1),
    ("copying the viewer", 1),
    ("writing pages", 1),
    ("checking", 3),
    ("asking other programs", 1),
    ("writing the image", 6),
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: of `known` objects, or of `exact`, the root of a medium as it is."""

    request: Request
    known: Survey | None = None
    exact: Path | None = None
    onto_stick: bool = False
    discs: int = 1
    pictures: Callable[[CancelToken], AbstractContextManager[PictureOf]] | None = None  # for pages
    seen: SeenMedia | None = None  # what the plan was made of, and must still be there


@dataclass(frozen=True, slots=True)
class Copied:
    """A finished copy; `published` is None for one of a medium as it is."""

    places: tuple[Path, ...]
    published: Published | None = None
    burned_by: str = ""  # the program that has the image burned, or was given it
    is_compared: bool = False  # the burned disc, with its image

    @property
    def place(self) -> Path:
        """Where it is, or where all of several are."""
        first = self.places[0]
        return first if len(self.places) == 1 or first.is_file() else first.parent


def steps_of(order: Order) -> tuple[tuple[str, int], ...]:
    """What is done for it, disc by disc, and how much each counts."""
    request = order.request
    if order.exact is not None:
        return ((_EXACT[request.is_image], 1),)
    absent = {
        "drawing icons": not request.icons,
        "copying the viewer": not request.wanted.kits,
        "writing pages": request.wanted.pages is None,
        "asking other programs": not request.with_tools,
        "writing the image": not request.is_image,
    }
    return tuple(step for step in _STEPS if not absent.get(step[0])) * order.discs


class DiscInTheMaking(Making[Copied]):
    """Runs one job; nothing is there until all of it is."""

    order: Order | None = None
    may_be_left = False  # something of what failed, as its place is gone or refuses to be changed

    def start(self, order: Order) -> None:
        """Make it."""
        self.order, self.may_be_left = order, False
        steps = steps_of(order)
        phases = tuple(name for name, _ in steps)
        weights = tuple(weight for _, weight in steps)

        def work(cancel: CancelToken) -> Copied:
            load_engine(ENGINE)
            from viewer.publish.delivery import may_be_left  # noqa: PLC0415  as the engine

            try:
                return _made(order, self.tell, cancel)
            except Exception:
                target = order.request.target
                self.may_be_left = may_be_left(target if order.onto_stick else target.parent)
                raise

        self.run(Progress(phases=phases, weights=weights), work)

    def burn(self, copied: Copied, burner: Burner, drive: str) -> None:
        """Have the image burned, and compared where the drive is known."""
        (image,) = copied.places
        phases, weights = (BURNING, COMPARING), (4, 1)

        def tell(done: int, total: int) -> None:
            self.progress = Progress(
                COMPARING, done >> 20, max(1, total >> 20), phases=phases, weights=weights
            )

        def work(cancel: CancelToken) -> Copied:
            from viewer.publish.burning import burn, compare_with_disc  # noqa: PLC0415  hardly ever

            burn(image, burner, drive, cancel)
            if drive:
                compare_with_disc(image, Path(drive), tell, cancel)
            return replace(copied, burned_by=burner.name, is_compared=bool(drive))

        self.run(Progress(BURNING, phases=phases, weights=weights), work)


def _made(order: Order, tell: Tell, cancel: CancelToken) -> Copied:
    from viewer.publish.exact import make_exact  # noqa: PLC0415  pydicom, when it is asked for

    request = order.request
    if order.seen is not None:
        order.seen.check()
    if order.exact is not None:
        return Copied((make_exact(order.exact, request, tell, cancel),))
    with ExitStack() as on_exit:
        if order.pictures is not None:
            pictures = on_exit.enter_context(order.pictures(cancel))
            request = replace(request, wanted=replace(request.wanted, picture_of=pictures))
        published = worker_for(order)(request, tell, cancel).run(known=order.known)
    assert published is not None  # nobody is asked
    return Copied(published.places, published)


def worker_for(order: Order) -> type[Publisher | Extender | Founder]:
    """Who makes it; the engine has to be loaded."""
    from viewer.publish.extending import Extender  # noqa: PLC0415  pydicom, when it is asked for
    from viewer.publish.founding import Founder  # noqa: PLC0415  as above
    from viewer.publish.publisher import Publisher  # noqa: PLC0415  as above
    from viewer.publish.stage import DIRECTORY  # noqa: PLC0415  as above

    if not order.onto_stick:
        return Publisher
    return Extender if (order.request.target / DIRECTORY).exists() else Founder
