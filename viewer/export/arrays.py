"""Every frame of every file under a path, written as arrays or pictures, with a full account."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.errors import FileReadError, PixelError
from viewer.export.png import rgb_from_words, write_png
from viewer.limits import MISSING_ROWS
from viewer.media.cancel import CancelToken
from viewer.media.load import load_frame
from viewer.media.scan import OtherFile
from viewer.model.findings import Finding
from viewer.model.image import Frame, FrameKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.medium import Medium
    from viewer.model.header import InstanceHeader

ACCOUNT = "export.csv"


class Status(StrEnum):
    """What became of a frame or file."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of export.csv; `frame` counts from 1 and is empty for files without frames."""

    source: str
    frame: str
    sop_instance_uid: str
    output: str
    status: Status
    reason: str


def export_frames(
    medium: Medium,
    pool: DecoderPool,
    folder: Path,
    kind: str,
    progress: Callable[[int, int | None], None],
) -> tuple[Row, ...]:
    """Write every frame as `kind` ("npy" or "png") and export.csv; returns its rows.

    Files are numbered in the order they lie on the medium, so names cannot collide even
    where several files have one SOP Instance UID. Raises OSError if `folder` cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    # Names on old discs are in any encoding; what is no text stays readable as an escape.
    account = (folder / ACCOUNT).open("w", newline="", encoding="utf-8", errors="backslashreplace")
    with account as stream:
        table = csv.writer(stream)
        table.writerow(field.name for field in fields(Row))
        for number, item in enumerate(medium.scan_files(progress, CancelToken()), 1):
            for row in _export_file(item, medium, pool, folder / f"{number:06d}", kind):
                table.writerow(astuple(row))
                rows.append(row)
    return tuple(rows)


def _export_file(
    item: InstanceHeader | Finding | OtherFile,
    medium: Medium,
    pool: DecoderPool,
    stem: Path,
    kind: str,
) -> Iterator[Row]:
    if isinstance(item, OtherFile):
        yield Row(item.path, "", "", "", Status.SKIPPED, item.reason)
        return
    if isinstance(item, Finding):
        yield Row(item.path, "", "", "", Status.FAILED, item.detail)
        return
    path, uid = item.file.path, item.sop_instance_uid
    if item.image is None:
        status = Status.FAILED if item.image_problem else Status.SKIPPED
        yield Row(path, "", uid, "", status, item.image_problem or "no pixel data")
        return
    count = item.image.pixels.number_of_frames + item.image.missing_frames
    try:
        there = min(count, medium.frame_count(item.file))
    except (PixelError, FileReadError) as error:
        yield Row(path, "1", uid, "", Status.FAILED, str(error))
        return
    for index in range(there):
        output = stem.with_name(f"{stem.name}_{index + 1:05d}.{kind}")
        try:
            frame = load_frame(medium, item, FrameKey(item.file, index), pool)
            WRITERS[kind](output, frame, item)
        except (PixelError, FileReadError) as error:
            yield Row(path, str(index + 1), uid, "", Status.FAILED, str(error))
            continue
        except OSError:
            raise  # the target cannot be written: nothing more can be done
        except Exception as error:  # noqa: BLE001  a job runner: one frame fails, not the export
            reason = f"unexpected {type(error).__name__}"
            yield Row(path, str(index + 1), uid, "", Status.FAILED, reason)
            continue
        yield Row(path, str(index + 1), uid, output.name, Status.OK, "; ".join(frame.notices))
    reason = f"the file holds {there} of {count} frames"
    for index in range(there, min(count, there + MISSING_ROWS)):
        yield Row(path, str(index + 1), uid, "", Status.FAILED, reason)


def _write_npy(path: Path, frame: Frame, _: InstanceHeader) -> None:
    """Stored values before any LUT (S-13): what the decoder gave, nothing applied."""
    import numpy as np  # noqa: PLC0415

    np.save(path, frame.pixels)


def _write_png(path: Path, frame: Frame, header: InstanceHeader) -> None:
    """The picture as a viewport shows it at one device pixel per image column."""
    from viewer.model.viewport import FitMode, Presentation, ViewState  # noqa: PLC0415
    from viewer.render.source import prepare  # noqa: PLC0415
    from viewer.render.viewport import ViewportRenderer  # noqa: PLC0415

    assert header.image is not None
    facts = header.image.frame(frame.key.frame_index)
    image = prepare(frame, header.image, facts)
    size = (image.columns, max(1, round(image.rows * facts.aspect)))
    view = ViewState(fit=FitMode.ONE_TO_ONE)
    write_png(path, rgb_from_words(ViewportRenderer().render(image, Presentation(), view, size)))


WRITERS = {"npy": _write_npy, "png": _write_png}
