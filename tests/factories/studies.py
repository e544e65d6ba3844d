"""Display sets as several makers' discs have them, for tests of hanging."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.factories.headers import AXES
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.hanging.traits import HangItem, items_of
from viewer.model.display_set import ImageStack, StackFrame, StackKind
from viewer.model.geometry import Orientation, PixelSpacing, Plane, SpacingSource
from viewer.model.header import (
    FrameFacts,
    ImageFacts,
    InstanceHeader,
    PatientFacts,
    SeriesFacts,
    SortFacts,
    StudyFacts,
)
from viewer.model.image import FileKey, FrameKey, ImagePixels

ERIKA = PatientFacts("MUSTERMANN, Erika", "4711", birth_date="19610514", sex="F")
TODAY = StudyFacts("1.9.1", "20240312", "1015")
BEFORE = StudyFacts("1.9.2", "20230203", "0900")
FACING = {"R": {"CC": "P\\L", "MLO": "P\\FL"}, "L": {"CC": "A\\R", "MLO": "A\\FR"}}


@dataclass(frozen=True)
class Scan:
    """A series to be made; the fields are what tests of hanging vary."""

    uid: str
    modality: str
    description: str = ""
    count: int = 3
    plane: str = ""  # of AXES, "" for none
    kernel: str = ""
    body_part: str = ""
    kind: StackKind = StackKind.SLICES
    study: StudyFacts = TODAY
    image_type: tuple[str, ...] = ()
    size: tuple[int, int] = (64, 64)
    step_mm: float = 5.0
    fields: dict[str, Any] = field(default_factory=dict)  # of FrameFacts


def scan(recipe: Scan) -> ImageStack:
    """A stack of slices, a film, or a single image."""
    frames = tuple(_frame(recipe, number) for number in range(recipe.count))
    kind = StackKind.SINGLE if recipe.count == 1 else recipe.kind
    return ImageStack(
        recipe.uid, "", kind, frames, spacing_mm=recipe.step_mm, is_volume=bool(recipe.plane)
    )


def mammograms(uid: str, *views: tuple[str, str], **changes: Any) -> ImageStack:
    """One series with an image for each (side, view); `changes` are fields of `Shot`."""
    frames = tuple(
        mammogram(uid, number, side, view, **changes) for number, (side, view) in enumerate(views)
    )
    kind = StackKind.SINGLE if len(views) == 1 else StackKind.SLICES
    return ImageStack(uid, "", kind, frames)


@dataclass(frozen=True)
class Shot:
    """What tests vary of one mammogram or radiograph."""

    patient_orientation: str | None = None
    laterality: tuple[str, ...] | None = None
    description: str = ""
    size: tuple[int, int] = (96, 64)
    pixel_mm: float = 0.1
    modifiers: tuple[str, ...] = ()
    acquired: str = ""
    for_processing: bool = False
    study: StudyFacts = TODAY
    modality: str = "MG"


def mammogram(uid: str, number: int, side: str, view: str, **changes: Any) -> StackFrame:
    """One view of a breast as a detector stores it; `changes` are fields of `Shot`."""
    shot = Shot(**changes)
    lies = shot.patient_orientation
    right, _, bottom = (FACING.get(side, {}).get(view, "") if lies is None else lies).partition(
        "\\"
    )
    facts = FrameFacts(
        spacing=PixelSpacing(shot.pixel_mm, shot.pixel_mm, SpacingSource.DETECTOR),
        orientation=Orientation(right, bottom),
        laterality=((side,) if side else ()) if shot.laterality is None else shot.laterality,
    )
    sort = SortFacts(
        instance_number=number + 1,
        view_position=view,
        view_modifiers=shot.modifiers,
        acquired=shot.acquired,
    )
    header = InstanceHeader(
        FileKey(1, f"{uid}/{number}"),
        f"1.9.3.{uid}.{number}",
        "1.2.840.10008.5.1.4.1.1.1.2" + (".1" if shot.for_processing else ""),
        "1.2.840.10008.1.2.1",
        ERIKA,
        shot.study,
        SeriesFacts(uid, 1, shot.modality, shot.description),
        sort,
        _image(shot.size, facts),
    )
    return StackFrame(FrameKey(header.file, 0), header, facts)


def hang_items_of(*stacks: ImageStack, study: int = 0, about: str = "") -> tuple[HangItem, ...]:
    """What of these stacks can be hung."""
    return tuple(
        item
        for stack in stacks
        for item in items_of(stack, stack.frames[0].header.series, len(stack.frames), study, about)
    )


def catalog_of_studies(*studies: tuple[StudyFacts, tuple[ImageStack, ...]]) -> Catalog:
    """Erika's catalog with these examinations, the newest first."""
    return Catalog(
        (
            CatalogPatient(
                ERIKA,
                tuple(
                    CatalogStudy(
                        facts,
                        tuple(
                            CatalogItem(
                                stack.uid,
                                1,
                                stack.frames[0].header.series,
                                stack.label,
                                len(stack.frames),
                                display_set=stack,
                                thumbnail=stack.frames[0].key,
                            )
                            for stack in stacks
                        ),
                    )
                    for facts, stacks in studies
                ),
            ),
        )
    )


def _frame(recipe: Scan, number: int) -> StackFrame:
    place = None
    if recipe.plane:
        axes = AXES[recipe.plane]
        normal = Plane((0.0, 0.0, 0.0), *axes).normal
        x, y, z = (part * number * recipe.step_mm for part in normal)
        place = Plane((x, y, z), *axes, "1.9.9")
    facts = FrameFacts(plane=place, image_type=recipe.image_type, **recipe.fields)
    header = InstanceHeader(
        FileKey(1, f"{recipe.uid}/{number}"),
        f"1.9.3.{recipe.uid}.{number}",
        "1.2.840.10008.5.1.4.1.1.4",
        "1.2.840.10008.1.2.1",
        ERIKA,
        recipe.study,
        SeriesFacts(recipe.uid, 1, recipe.modality, recipe.description, body_part=recipe.body_part),
        SortFacts(instance_number=number + 1, convolution_kernel=recipe.kernel),
        _image(recipe.size, facts),
    )
    return StackFrame(FrameKey(header.file, 0), header, facts)


def _image(size: tuple[int, int], facts: FrameFacts) -> ImageFacts:
    pixels = ImagePixels(
        *size, 1, "MONOCHROME2", 16, 12, 11,
        signed=False, planar_configuration=0, number_of_frames=1,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )  # fmt: skip
    return ImageFacts(pixels, (facts,))
