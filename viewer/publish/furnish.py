"""What a disc has beside its objects: viewers, pages for people without one, and their order."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import file_digest
from typing import TYPE_CHECKING, Final

from xxhash import xxh3_128

from viewer.publish.errors import TargetError
from viewer.publish.hiding import hide
from viewer.publish.pages import Pages, write_pages
from viewer.publish.stage import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.publish.contents import DiscContents
    from viewer.publish.kits import Kit
    from viewer.publish.pages import PageOptions, PictureOf

_NO_PAGES: Final = Pages(())


@dataclass(frozen=True, slots=True)
class Furniture:
    """Files beside the objects by path, with the digest (XXH3) of what they must hold."""

    digests: Mapping[str, bytes]
    pages: Pages = _NO_PAGES


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operator wants on the disc beside the objects; `pages` None for none at all."""

    kits: tuple[Kit, ...] = ()
    pages: PageOptions | None = None
    picture_of: PictureOf | None = None

    @property
    def hidden(self) -> frozenset[str]:
        """Files in the root that a person need not see."""
        return frozenset(name for kit in self.kits for name in kit.hidden)


def furnish(
    tree: Path,
    contents: DiscContents,
    wanted: Wanted,
    progress: Callable[[str, int, int], None],
    cancel: CancelToken,
) -> Furniture:
    """Put viewers and pages beside the objects staged below `tree`.

    Raises TargetError, WriteError, CancelledError.
    """
    digests: dict[str, bytes] = {}
    for kit in wanted.kits:
        for number, name in enumerate(kit.files, 1):
            cancel.check()
            digests[name] = _copied(kit.tree / name, tree / name)
            if name in kit.hidden:
                hide(tree / name)
            progress("copying the viewer", number, len(kit.files))
    pages = _NO_PAGES
    if wanted.pages is not None:

        def told(done: int, total: int) -> None:
            progress("writing pages", done, total)

        pages = write_pages(tree, contents, wanted.pages, wanted.picture_of, told, cancel)
        digests |= {name: digest_of(tree / name) for name in (*pages.first, *pages.web)}
    return Furniture(digests, pages)


def _copied(source: Path, target: Path) -> bytes:
    """Copy a file of a kit, once where two kits share it; gives the digest of what was read."""
    try:
        if target.exists():
            digest = digest_of(source)
            if digest_of(target) != digest:
                raise TargetError("two viewers have a file of the same name")
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        return digest_of(source)
    except OSError as error:
        raise TargetError(error.strerror or "the place refused it") from error


def digest_of(path: Path) -> bytes:
    """The digest (XXH3) of a file; raises OSError."""
    with path.open("rb") as stream:
        return file_digest(stream, xxh3_128).digest()


def in_order(objects: Sequence[str], wanted: Wanted, furniture: Furniture) -> list[str]:
    """How files should lie on a disc: what is read first comes first (packaging.md 5)."""
    starts = [kit.start for kit in wanted.kits]
    viewers = [name for kit in wanted.kits for name in kit.files]
    pages = furniture.pages
    every = [DIRECTORY, *pages.first, *starts, *viewers, *objects, *pages.web]
    return list(dict.fromkeys(every))
