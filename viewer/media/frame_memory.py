"""Facts of a file's frames, made once for every different set of values they are made of.

What functional groups share, every frame has: twenty thousand frames would read a table of
64,000 entries twenty thousand times, and keep as many copies.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from viewer.media.dataset import RawDataset
from viewer.media.encoding import Element

_Made = TypeVar("_Made")


class FrameMemory:
    """Results of functions of one file's frame views, by the places of the values they read."""

    def __init__(self) -> None:
        # By function and the tags it looked for: places of their values -> arguments and result.
        # The arguments are kept as they are told apart by identity.
        self._made: dict[Callable[..., Any], dict[tuple[int, ...], dict[Any, Any]]] = {}

    def recall(self, make: Callable[..., _Made], view: RawDataset, *args: Any) -> _Made:  # noqa: ANN401  those of `make`
        """`make(view, *args)`, or what it returned for a view with the same values.

        What it notes must not depend on anything else either: it is noted once for the file.
        """
        known = self._made.setdefault(make, {})
        for tags, results in known.items():
            found = results.get(_key(view.elements, tags, args))
            if found is not None:
                made: _Made = found[1]
                return made
        seen = _Seen(view.elements)
        witness = view.with_elements(seen)
        made = make(witness, *args)
        for deviation in witness.deviations:
            view.note(deviation)
        tags = tuple(sorted(seen.tags))
        known.setdefault(tags, {})[_key(view.elements, tags, args)] = args, made
        return made


def _key(elements: dict[int, Element], tags: tuple[int, ...], args: tuple[Any, ...]) -> Any:  # noqa: ANN401  only compared
    return *map(id, args), *map(elements.get, tags)


class _Seen(dict[int, Element]):
    """Elements that remember which of them somebody looked for."""

    def __init__(self, elements: dict[int, Element]) -> None:
        super().__init__(elements)
        self.tags: set[int] = set()

    def get(self, tag: int, default: Any = None) -> Any:  # noqa: ANN401  as dict.get
        self.tags.add(tag)
        return super().get(tag, default)

    def __contains__(self, tag: object) -> bool:
        self.tags.add(tag)  # type: ignore[arg-type]
        return super().__contains__(tag)

    def __getitem__(self, tag: int) -> Element:
        self.tags.add(tag)
        return super().__getitem__(tag)
