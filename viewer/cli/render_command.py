"""`lightbox render PATH`: a picture of exactly what a viewport shows."""

from __future__ import annotations

import argparse
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viewer.app.catalog_builder import MediumSnapshot, build_catalog
from viewer.app.first_item import first_item
from viewer.app.frames import LoadedFrame
from viewer.app.marked import MarkedStates, state_notices, view_under
from viewer.app.marked_graphics import marks_of
from viewer.app.masked_frames import MaskedFrames
from viewer.app.preset_window import preset_window
from viewer.app.subtraction import stack_under
from viewer.app.survey import Survey, survey
from viewer.app.viewport import ViewportState
from viewer.cli.exit_code import ExitCode
from viewer.cli.progress import ProgressLine
from viewer.cli.unlock import add_password, unlock
from viewer.cli.usage import UsageError, refuse_inside
from viewer.export.png import rgb_from_words, write_png
from viewer.hanging.presets import presets
from viewer.limits import RENDER_SIDE_PIXELS
from viewer.media.colour_profile import ColourProfiles
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.lut import VoiSource, VoiTransform, Window
from viewer.model.viewport import Presentation
from viewer.render.source import prepare
from viewer.render.viewport import ViewportRenderer
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.model.presentation_state import PresentationState

SIZE = re.compile(r"(\d{1,5})x(\d{1,5})")


def add_parser(commands: Any) -> None:  # noqa: ANN401  argparse names no public type for it
    """Declare the command."""
    parser = commands.add_parser(
        "render",
        help="write a picture of what a viewport shows",
        description="Write one image as PNG, exactly as a viewport of that size shows it.",
    )
    parser.add_argument("path", type=Path, help="drive, folder, file, DICOMDIR or ZIP")
    add_password(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--series", metavar="UID", help="Series Instance UID")
    which.add_argument("--instance", metavar="UID", help="SOP Instance UID")
    parser.add_argument(
        "--frame",
        type=int,
        default=1,
        metavar="N",
        help="position in the series or instance, from 1",
    )
    parser.add_argument("--size", type=_size, default=(1024, 768), metavar="WxH")
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--window", type=float, nargs=2, metavar=("C", "W"), help="centre and width")
    look.add_argument("--preset", metavar="NAME", help="a window preset, such as lung")
    parser.add_argument(
        "--state",
        metavar="LABEL|none",
        help="as a presentation state on the medium shows it: its label or SOP Instance UID",
    )
    parser.add_argument(
        "--annotations", action="store_true", help="with corner text, orientation and scale"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="x.png")


def run(options: argparse.Namespace) -> int:
    """Find the frame, draw it, write it."""
    refuse_inside(options.path, options.out)
    unlock([options.path], options.password)
    settings = Settings()
    line = ProgressLine("reading")
    found = survey(options.path, settings, line)
    line.close()
    try:
        stack, index = _choose(found, options)
        marked = _state(found, stack.frames[index], options)
        stack = stack_under(marked, stack) if marked is not None else stack
        frame = stack.frames[index]
        with DecoderPool(settings.decode) as pool:
            loaded = _load(found, frame, pool)
        voi = _voi(loaded, frame.header.series.modality, options)
        presentation = Presentation(voi=voi, state=marked)
        state = ViewportState(stack, index, view_under(marked), presentation)
        _write(state, loaded, options)
    except OSError as error:
        sys.stderr.write(f"lightbox: cannot write {options.out}: {error.strerror or error}\n")
        return ExitCode.UNREADABLE
    finally:
        found.medium.close()
    doubts = (*loaded.frame.notices, *_doubts(state))
    for notice in doubts:
        sys.stderr.write(f"lightbox: {notice}\n")
    sys.stdout.write(f"{options.out}\n")
    return ExitCode.FINDINGS if doubts else ExitCode.OK


def _size(text: str) -> tuple[int, int]:
    match = SIZE.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError("write the size as 800x600")
    width, height = int(match[1]), int(match[2])
    if not (0 < width <= RENDER_SIDE_PIXELS and 0 < height <= RENDER_SIDE_PIXELS):
        raise argparse.ArgumentTypeError(f"each side is 1 to {RENDER_SIDE_PIXELS} pixels")
    return width, height


def _stacks(found: Survey) -> Iterator[ImageStack]:
    for state in found.series.values():
        yield from (s for s in state.display_sets if isinstance(s, ImageStack))


def _choose(found: Survey, options: argparse.Namespace) -> tuple[ImageStack, int]:
    """The stack and the position in it; raises UsageError."""
    index = options.frame - 1
    if options.instance:
        for stack in _stacks(found):
            for position, frame in enumerate(stack.frames):
                if (
                    frame.header.sop_instance_uid == options.instance
                    and frame.key.frame_index == index
                ):
                    return stack, position
        raise UsageError("there is no such image or frame here")
    if not options.series:
        return _position([_first_stack(found)], index)
    stacks = [s for s in _stacks(found) if s.frames[0].header.series.uid == options.series]
    if not stacks:
        raise UsageError("there is no such series with pictures here")
    return _position(stacks, index)


def _position(stacks: list[ImageStack], index: int) -> tuple[ImageStack, int]:
    """Position `index`, counted through all sub-stacks of a series; raises UsageError."""
    left = index
    for stack in stacks:
        if 0 <= left < len(stack.frames):
            return stack, left
        left -= len(stack.frames)
    raise UsageError(f"--frame must be 1 to {sum(len(stack.frames) for stack in stacks)}")


def _first_stack(found: Survey) -> ImageStack:
    """What the window would show first."""
    item = first_item(build_catalog([MediumSnapshot(found.file_set, found.series, {})]))
    if item is None or not isinstance(item.display_set, ImageStack):
        raise UsageError("there is no picture here that could be shown")
    return item.display_set


def _voi(loaded: LoadedFrame, modality: str, options: argparse.Namespace) -> VoiTransform | None:
    """The window asked for; None for the one the image starts with."""
    if options.window:
        center, width = options.window
        try:
            return Window(center, width, source=VoiSource.USER)
        except ValueError as error:
            raise UsageError(str(error)) from error
    if options.preset:
        known = presets(modality)
        wanted = options.preset.casefold()
        for preset in known:
            if wanted in {preset.key, preset.name.casefold()}:
                return preset_window(preset, loaded)
        names = ", ".join(preset.name for preset in known)
        raise UsageError(f"no preset of that name; there are: {names}")
    return None


def _state(
    found: Survey, frame: StackFrame, options: argparse.Namespace
) -> PresentationState | None:
    """The presentation state asked for, None for the image as its file has it (P-016)."""
    if options.state is None or options.state.casefold() == "none":
        return None
    states = MarkedStates()
    states.set_headers(h for h in found.headers.values() if h.state is not None)
    known = states.all_for(frame)
    wanted = options.state.casefold()
    for state in known:
        if wanted in {state.label.casefold(), state.sop_instance_uid}:
            return state
    names = ", ".join(state.label or state.sop_instance_uid for state in known)
    raise UsageError(f"no state of that name is about this picture; there are: {names or 'none'}")


def _doubts(state: ViewportState) -> tuple[str, ...]:
    """In what the picture is not as the state means it (P-002)."""
    assert state.frame is not None
    as_stated = replace(state.presentation, voi=None)  # a window asked for is no finding
    return state_notices(state.frame, state.view, as_stated)


def _load(found: Survey, frame: StackFrame, pool: DecoderPool) -> LoadedFrame:
    """Raises PixelError or FileReadError, which the command line words."""
    image = frame.header.image
    assert image is not None  # stacks hold nothing else
    if frame.subtraction is not None:
        masked = MaskedFrames(lambda header, key: load_frame(found.medium, header, key, pool))
        return masked.load(frame, frame.subtraction)
    stored = load_frame(found.medium, frame.header, frame.key, pool)
    decoded = ColourProfiles(pool).applied(stored, image)
    ready = prepare(decoded, image, frame.facts, frame.header.sop_instance_uid)
    return LoadedFrame(frame.key, decoded, ready)


def _write(state: ViewportState, loaded: LoadedFrame, options: argparse.Namespace) -> None:
    marked = state.presentation.state is not None
    if not options.annotations and not marked:
        words = ViewportRenderer().render(
            loaded.image, state.presentation, state.view, options.size
        )
        write_png(options.out, rgb_from_words(words))
        return
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # fonts only; no window system is touched
    from viewer.ui.viewport.scene import Scene  # noqa: PLC0415  Qt for its text
    from viewer.ui.viewport.snapshot import write_viewport  # noqa: PLC0415  likewise

    scene = Scene(state, loaded, marks=marks_of(state))
    write_viewport(scene, options.size, options.out, bare=not options.annotations)
