"""One disc from its plan: staged, read back, furnished, checked, and made an image if wanted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.deid.errors import OutputError
from viewer.deid.packing import check_packed, pack
from viewer.media.directory_writer import DirectoryWriter
from viewer.publish import verify
from viewer.publish.contents import DiscContents
from viewer.publish.errors import TargetError, VerifyError
from viewer.publish.furnish import Furniture, furnish, in_order
from viewer.publish.gates import Gate, gates, held, image_gate, names_gate
from viewer.publish.icons import series_icons
from viewer.publish.image import IsoOptions, write_iso
from viewer.publish.label import LabelOptions, write_label
from viewer.publish.read_disc import patients_on
from viewer.publish.stage import DIRECTORY, Stage, Staged

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.media.decoders.pool import DecoderPool
    from viewer.publish.furnish import Wanted
    from viewer.publish.plan import DiscPlan
    from viewer.publish.request import Request, Work
    from viewer.publish.sources import Sources


@dataclass(frozen=True, slots=True)
class Made:
    """A finished disc that nobody has been given yet; `place` is its folder or image."""

    place: Path
    staged: Staged
    gates: tuple[Gate, ...]
    notices: tuple[str, ...] = ()
    label: Path | None = None


class DiscMaker:
    """Makes the discs of one job below a folder of its own."""

    def __init__(
        self, request: Request, work: Work, folder: Path, sources: Sources, pool: DecoderPool
    ) -> None:
        self._request = request
        self._work = work
        self._folder = folder
        self._sources = sources
        self._pool = pool

    def make(self, disc: DiscPlan, of: int) -> Made | Staged:
        """All steps for one of `of` discs; what was staged where nothing could be written.

        Raises as `Publisher.run`.
        """
        tree = self._folder / f"DISC{disc.number}"
        tree.mkdir()
        with verify.DiscCheck(tree) as check:
            return self._made(tree, disc, of, check)

    def _made(self, tree: Path, disc: DiscPlan, of: int, check: verify.DiscCheck) -> Made | Staged:
        name = self._request.volume_of(disc.number, of)
        staged = self._staged(tree, disc, name, check)
        if not staged.files:
            return staged
        request, furniture, label = self._request, Furniture({}), None
        wanted = replace(request.wanted, kits=(*request.wanted.kits, *disc.archives))
        if request.needs_contents:
            contents = self._contents(staged, disc, name, of)
            furniture = furnish(tree, contents, wanted, self._work.progress, self._work.cancel)
            if request.with_label:
                label = tree.with_suffix(".html")
                has_web = request.wanted.pages is not None and request.wanted.pages.web
                write_label(contents, label, LabelOptions(web=has_web))
        found, place = self._verified(staged, furniture, check), tree
        if request.is_image:
            place = self._image(staged, furniture, wanted, name)
            if request.with_tools:
                found.append(held(image_gate(place)))
        elif request.is_zip:
            place = self._zip(tree)
        return Made(place, staged, tuple(found), furniture.pages.notices, label)

    def _staged(self, tree: Path, disc: DiscPlan, name: str, check: verify.DiscCheck) -> Staged:
        directory = DirectoryWriter(name, f"2.25.{uuid.uuid4().int}")
        total = len(disc.objects)
        work = self._work
        stage = Stage(tree, self._sources, self._pool, work.settings, work.cancel)

        def told(done: int) -> None:
            work.progress("writing", done, total)

        staged = stage.run(disc, directory, told, check.take)
        if self._request.icons and staged.files:
            chosen = staged.chosen
            found = series_icons(tree, chosen, self._pool, work.settings, work.cancel.check)
            for number, (above, icon) in enumerate(found, 1):
                directory.set_icon(above, icon)
                work.progress("drawing icons", number, len(chosen))
            staged.write_directory(directory)
        return staged

    def _contents(self, staged: Staged, disc: DiscPlan, name: str, of: int) -> DiscContents:
        request, work = self._request, self._work
        left_out = dict(disc.left_out_of)
        for uid, number in staged.left_out_of.items():
            left_out[uid] = left_out.get(uid, 0) + number
        return DiscContents(
            name,
            request.made,
            patients_on(staged.tree, left_out, work.cancel),
            tuple(dict.fromkeys(kit.described for kit in request.wanted.kits)),
            request.profile.name,
            request.institution,
            request.contact,
            request.label,
            request.export_id,
            request.deidentified,
            disc.number,
            of,
            disc.notes,
        )

    def _verified(
        self, staged: Staged, furniture: Furniture, check: verify.DiscCheck
    ) -> list[Gate]:
        work, total = self._work, len(staged.files)
        check.finish(
            {DIRECTORY: staged.directory_digest, **furniture.digests},
            lambda done: work.progress("checking", min(done, total), total),
            work.cancel,
            meanwhile=lambda: verify.reopened(staged.tree, total, work.settings, work.cancel),
        )
        paths = [file.path for file in staged.files]
        if not self._request.with_tools:
            return [held(names_gate(paths))]
        work.progress("asking other programs", total, total)
        invented = bool(staged.filled)
        found = gates(staged.tree, paths, self._request.profile, self._folder, invented=invented)
        return [held(gate) for gate in found]

    def _image(self, staged: Staged, furniture: Furniture, wanted: Wanted, name: str) -> Path:
        request, work = self._request, self._work
        image = staged.tree.with_suffix(".iso")
        objects = sorted(file.path for file in staged.files)
        is_udf = request.medium.is_udf
        options = IsoOptions(name, request.made, udf=is_udf, hidden=wanted.hidden)

        def told(done: int, total: int) -> None:
            work.progress("writing the image", done >> 20, total >> 20)

        order = in_order(objects, wanted, furniture)
        write_iso(staged.tree, image, options, order, told, work.cancel)
        verify.reopened(image, len(staged.files), work.settings, work.cancel)
        return image

    def _zip(self, tree: Path) -> Path:
        """The disc as one file, read back; raises TargetError, VerifyError, CancelledError."""
        packed = tree.with_suffix(".zip")
        password = self._request.password
        try:
            pack(tree, packed, password, self._work)
            check_packed(tree, packed, password, self._work)
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error
        except OutputError as error:
            raise VerifyError((str(error),)) from error
        return packed
