"""Pages of a medium brought up to date when studies are added (M-071): they show what is there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.publish.contents import DiscContents, PlacedHeader, patients_of
from viewer.publish.furnish import digest_of
from viewer.publish.kits import kits_on
from viewer.publish.page_mark import read_mark
from viewer.publish.pages import README, REPORTS, WEB, write_pages
from viewer.publish.read_disc import seen_on
from viewer.publish.verify import check_digests
from viewer.publish.web_pages import INDEX

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from viewer.publish.page_mark import PageMark
    from viewer.publish.plan import DiscPlan
    from viewer.publish.request import Request, Work
    from viewer.publish.stage import Staged
    from viewer.publish.swap import Swap

_OURS: Final = re.compile(r"(ST|RE)[0-9]{6}\.HTM|(PI|PD)[0-9]{6}\.JPG|RE[0-9]{6}\.PDF")
_SIGNED: Final = b"Made with Lightbox"
_STALE: Final = "the pages of the medium show what was there before"
_FOREIGN: Final = "the pages of the medium are not ours: they show what was there before"


class Renewal:
    """The pages of one medium; nothing is done where there are none, or somebody else's."""

    def __init__(self, request: Request, work: Work, root: Path, staged: Staged) -> None:
        self.notices: tuple[str, ...] = ()
        self._request = request
        self._work = work
        self._root = root
        self._staged = staged
        self._names: tuple[str, ...] = ()
        self._digests: dict[str, bytes] = {}

    def write(self, volume_id: str, listed: Sequence[PlacedHeader], disc: DiscPlan) -> None:
        """Write them beside the staged objects; `listed` are the objects that were there.

        Raises WriteError, MediumError, CancelledError.
        """
        options, page = self._request.wanted.pages, self._root / INDEX
        mark = read_mark(page)
        if mark is None or options is None or not options.web:
            there = page.exists()
            stale = _STALE if mark is not None else _FOREIGN
            self.notices = (stale,) if there else ()
            return
        contents = self._contents(mark, volume_id, listed, disc)

        def told(done: int, total: int) -> None:
            self._work.progress("writing pages", done, total)

        tree = self._staged.tree
        picture_of = self._request.wanted.picture_of
        options = replace(options, autorun=False)  # there is one, or there was to be none
        pages = write_pages(tree, contents, options, picture_of, told, self._work.cancel)
        self.notices = pages.notices
        self._names = tuple(name for name in (*pages.first, *pages.web) if self._is_ours(name))
        self._digests = {name: digest_of(tree / name) for name in self._names}

    def put(self, swap: Swap) -> None:
        """Put them in place of the old ones; raises OSError."""
        if not self._names:
            return
        for folder in (WEB, REPORTS):
            place = self._root / folder
            found = sorted(path.name for path in place.iterdir()) if place.is_dir() else []
            for name in found:
                if _OURS.fullmatch(name) and f"{folder}/{name}" not in self._names:
                    swap.remove(f"{folder}/{name}")
        for name in self._names:
            swap.replace(self._staged.tree / name, name)

    def check(self) -> None:
        """Read them back; raises VerifyError."""
        check_digests(self._root, self._digests)

    def _is_ours(self, name: str) -> bool:
        """Whether a page may be replaced: a README may be somebody else's by now."""
        if name != README:
            return True
        place = self._root / README
        return not place.exists() or _SIGNED in place.read_bytes()

    def _contents(
        self, mark: PageMark, volume_id: str, listed: Sequence[PlacedHeader], disc: DiscPlan
    ) -> DiscContents:
        request, staged, work = self._request, self._staged, self._work
        new_ids = {file.placed.file_id for file in staged.files}
        seen = seen_on(staged.tree, work.settings, work.cancel)
        new = [one for one in seen.placed if one.file_id in new_ids]
        left_out = Counter(mark.left_out) + Counter(disc.left_out_of) + staged.left_out_of
        profiles = dict.fromkeys(filter(None, (mark.profile, request.profile.name)))
        return DiscContents(
            volume_id,
            request.made,
            patients_of([*listed, *new], dict(left_out)),
            tuple(kit.described for kit in kits_on(self._root)),
            ", ".join(profiles),
            request.institution or mark.institution,
            request.contact or mark.contact,
            request.label or mark.label,
            request.export_id or mark.export_id,
            request.deidentified and mark.deidentified,
            mark.number,
            mark.of,
            tuple(dict.fromkeys((*mark.notes, *disc.notes))),
            self._root,
        )
