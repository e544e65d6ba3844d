"""Headers made by hand, for tests of sorting and hanging."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.factories.decode_requests import GREY_16
from viewer.errors import FileReadError
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.model.entities import Instance
from viewer.model.geometry import Plane, Vector
from viewer.model.header import (
    CineFacts,
    FrameFacts,
    ImageFacts,
    InstanceHeader,
    SeriesFacts,
    SortFacts,
    StudyFacts,
)
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
AXES: dict[str, tuple[Vector, Vector]] = {
    "axial": ((1, 0, 0), (0, 1, 0)),
    "sagittal": ((0, 1, 0), (0, 0, -1)),
    "coronal": ((1, 0, 0), (0, 0, -1)),
}


def plane(position: Vector, axes: str = "axial", reference: str = "1.9") -> Plane:
    """A plane along the axes of the body."""
    return Plane(position, *AXES[axes], reference)


def image_header(
    name: str,
    *frames: FrameFacts,
    size: tuple[int, int] = (64, 64),
    count: int | None = None,
    series: str = "1.2.3",
    sop_class: str = CT,
    cine: CineFacts | None = None,
    **sort: Any,
) -> InstanceHeader:
    """A readable image in file `name`; `sort` are fields of SortFacts."""
    facts = frames or (FrameFacts(),)
    frame_count = count or len(facts)
    pixels = replace(GREY_16, rows=size[0], columns=size[1], number_of_frames=frame_count)
    return InstanceHeader(
        file=FileKey(1, name),
        sop_instance_uid=f"1.2.3.{int.from_bytes(name.encode()[-8:])}",
        sop_class_uid=sop_class,
        transfer_syntax_uid=pixels.transfer_syntax_uid,
        study=StudyFacts("1.2", "20240312"),
        series=SeriesFacts(series, 1, "CT"),
        sort=SortFacts(**sort),
        image=ImageFacts(pixels, facts, cine=cine or CineFacts()),
    )


def slices(
    heights: Iterable[float], prefix: str = "IM", axes: str = "axial", **facts: Any
) -> list[InstanceHeader]:
    """Parallel images at these positions along their normal, numbered from 1."""
    sign = {"axial": (0, 0, 1), "sagittal": (-1, 0, 0), "coronal": (0, 1, 0)}[axes]
    return [
        image_header(
            f"{prefix}{number:04d}",
            FrameFacts(
                plane=plane((sign[0] * h, sign[1] * h, sign[2] * h), axes),
                **facts,
            ),
            instance_number=number,
        )
        for number, h in enumerate(heights, 1)
    ]


def with_sort(header: InstanceHeader, **sort: Any) -> InstanceHeader:
    """The header with other fields of SortFacts."""
    return replace(header, sort=replace(header.sort, **sort))


def with_facts(header: InstanceHeader, **facts: Any) -> InstanceHeader:
    """The header with other fields in the FrameFacts of its first frame."""
    assert header.image is not None
    frames = (replace(header.image.frames[0], **facts), *header.image.frames[1:])
    return replace(header, image=replace(header.image, frames=frames))


def instance(header: InstanceHeader) -> Instance:
    """The entry a scan would make of the header."""
    return Instance(
        header.file, header.sop_instance_uid, header.sop_class_uid, header.transfer_syntax_uid
    )


def read_headers(folder: Path) -> list[InstanceHeader]:
    """The headers of all DICOM files below `folder`, by name."""
    headers = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "DICOMDIR"):
        key = FileKey(1, path.relative_to(folder).as_posix())
        try:
            with path.open("rb") as stream:
                raw = read_dataset(stream, settings=DecodeSettings())
                headers.append(parse_header(raw, key))
        except FileReadError:
            continue
    return headers
