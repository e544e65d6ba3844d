"""Frames with their mask subtracted, made on loader threads (D-124)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.frames import LoadedFrame
from viewer.errors import PixelDescriptionError
from viewer.model.image import Frame, FrameKey
from viewer.model.lut import Rescale

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.model.display_set import StackFrame
    from viewer.model.header import InstanceHeader
    from viewer.model.mask import Subtraction

_DARKEST = 1 / 64  # of the range: what is darker is the noise of no beam at all
_KEPT = 4  # decoded mask frames: a film asks for the same ones again and again


class MaskedFrames:
    """Makes subtracted frames; `decode` gives the stored values of one frame of a file."""

    def __init__(self, decode: Callable[[InstanceHeader, FrameKey], Frame]) -> None:
        self._decode = decode
        self._kept: OrderedDict[FrameKey, Frame] = OrderedDict()
        self._lock = threading.Lock()

    def load(self, wanted: StackFrame, recipe: Subtraction) -> LoadedFrame:
        """Decode what the recipe names and subtract; raises ViewerError."""
        from viewer.render.source import prepare  # noqa: PLC0415  numpy, after the first paint
        from viewer.render.subtraction import (  # noqa: PLC0415  likewise
            difference_window,
            subtracted,
        )

        header, image = wanted.header, wanted.header.image
        contrast = [self._frame(header, wanted.key, n) for n in recipe.contrast]
        masks = [self._frame(header, wanted.key, n, keep=True) for n in recipe.masks]
        frames = [*contrast, *masks]
        if image is None or any(f.pixels.ndim != 2 for f in frames):
            raise PixelDescriptionError("colour pictures have no mask")
        if len({f.pixels.shape for f in frames}) > 1:
            raise PixelDescriptionError("the mask has another size than the picture")
        pixels = subtracted(
            [f.pixels for f in contrast],
            [f.pixels for f in masks],
            recipe.shift,
            darkest=2.0**image.pixels.bits_stored * _DARKEST if recipe.is_linear else None,
        )
        pixels.flags.writeable = False
        notices = dict.fromkeys((recipe.words, *(n for f in frames for n in f.notices)))
        frame = Frame(wanted.key, pixels, tuple(notices))
        described = replace(
            image.pixels, bits_allocated=16, bits_stored=16, high_bit=15, signed=True
        )
        unit = "× 0.001 ln difference" if recipe.is_linear else "difference"
        facts = replace(
            wanted.facts,
            modality_lut=Rescale(unit=unit),
            voi=(recipe.window or difference_window(pixels),),
        )
        new = replace(
            image, pixels=described, padding=None, palette=None, overlays=(), embedded_overlays=()
        )
        # Only the state that asks for it is about this picture.
        uid = header.sop_instance_uid if recipe.state else ""
        return LoadedFrame(wanted.key, frame, prepare(frame, new, facts, uid))

    def _frame(
        self, header: InstanceHeader, like: FrameKey, index: int, *, keep: bool = False
    ) -> Frame:
        key = FrameKey(like.file, index)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        frame = self._decode(header, key)
        if keep:
            with self._lock:
                self._kept[key] = frame
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return frame

    def forget(self, medium: int) -> None:
        """Drop what is kept of a closed medium."""
        with self._lock:
            for key in [k for k in self._kept if k.file.medium == medium]:
                del self._kept[key]
