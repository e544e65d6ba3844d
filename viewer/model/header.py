"""What Lightbox keeps of one instance's header: enough to sort, hang, decode and label it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from viewer.model.geometry import Orientation, PixelSpacing, Plane, UltrasoundRegion
from viewer.model.image import FileKey, ImagePixels
from viewer.model.lut import ModalityLut, Padding, Palette, PresentationShape, Rescale, VoiTransform
from viewer.model.mask import MaskFacts

if TYPE_CHECKING:  # what few files have is loaded by whoever finds it
    from viewer.model.key_selection import KeySelection
    from viewer.model.pet import PetFacts
    from viewer.model.presentation_state import PresentationState
    from viewer.model.registration import Registration
    from viewer.model.shutter import Shutter

Identity = tuple[str, str, str, str]  # Patient ID, issuer, name, birth date (S-01)


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """Identity as the file states it; the viewport's corner text is made of this (S-30)."""

    name: str = ""  # "Family, Given Middle" of the alphabetic group; groups joined with " = "
    patient_id: str = ""
    issuer: str = ""
    birth_date: str = ""  # as stored, YYYYMMDD or whatever the file has
    sex: str = ""
    age: str = ""

    @property
    def identity(self) -> Identity:
        """Patient ID, issuer, name and birth date, which together tell people apart (S-01)."""
        return self.patient_id, self.issuer, " ".join(self.name.split()), self.birth_date


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """The study as the file states it."""

    uid: str = ""
    date: str = ""
    time: str = ""
    description: str = ""
    accession_number: str = ""
    institution: str = ""
    study_id: str = ""
    referring_physician: str = ""


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """The series as the file states it."""

    uid: str = ""
    number: int | None = None
    modality: str = ""
    description: str = ""
    date: str = ""
    time: str = ""
    body_part: str = ""
    laterality: str = ""
    manufacturer: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """One overlay group (D-080..D-083), packed as stored: it is unpacked to be drawn.

    `bits` are those of (frames, rows, columns), least significant first, without gaps.
    `origin` is (row, column), 1-based as stored; `first_frame` 1-based (D-081).
    """

    group: int
    bits: bytes
    frames: int
    rows: int
    columns: int
    origin: tuple[int, int] = (1, 1)
    first_frame: int = 1
    kind: str = "G"  # G graphics, R region of interest
    label: str = ""
    description: str = ""
    statistics: tuple[str, ...] = ()  # of a region, as the file states them: "mean 12.3"


@dataclass(frozen=True, slots=True)
class EmbeddedOverlay:
    """A retired overlay kept in bit `bit_position` of the pixel words (D-082)."""

    group: int
    bit_position: int
    rows: int
    columns: int
    origin: tuple[int, int] = (1, 1)
    label: str = ""


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What may vary by frame (D-120..D-122); for single-frame images there is one."""

    plane: Plane | None = None
    spacing: PixelSpacing | None = None
    aspect: float = 1.0  # height of a pixel over its width, for display (D-101)
    orientation: Orientation = Orientation()
    laterality: tuple[str, ...] = ()  # more than one: the sources disagree (D-114)
    modality_lut: ModalityLut = Rescale()
    voi: tuple[VoiTransform, ...] = ()  # the file's alternatives, the default first (D-049)
    slice_thickness_mm: float | None = None
    spacing_between_slices_mm: float | None = None
    slice_location: float | None = None
    stack_id: str = ""
    in_stack_position: int | None = None
    segment: int | None = None  # of a segmentation
    temporal_position: int | None = None
    trigger_time_ms: float | None = None
    echo_time_ms: float | None = None
    b_value: float | None = None
    image_type: tuple[str, ...] = ()
    acquired: str = ""  # DICOM DT or date+time
    real_world: Rescale | None = None  # stored values to a unit of PET, where stated (D-038)
    shutter: Shutter | None = None  # what the image itself hides (D-090)


@dataclass(frozen=True, slots=True)
class CineFacts:
    """Timing of a multi-frame image (D-140..D-142)."""

    frame_rate: float = 0.0  # frames per second; 0: the file names none
    frame_times_ms: tuple[float, ...] = ()  # per-frame durations, () when constant
    source: str = ""  # which attribute gave it; "" for the default of 10
    start_trim: int = 1
    stop_trim: int | None = None
    sweep: bool = False
    temporal: bool = True  # the frames are a film, not slices (D-143)


@dataclass(frozen=True, slots=True)
class IndexVector:
    """What the frames of an image are counted by, with the value of each (D-143)."""

    name: str
    values: tuple[float, ...]
    unit: str = ""

    def label(self, frame_index: int) -> str:
        """Say "detector 2" of a frame, counted from 0; "" of one that is not there."""
        if not 0 <= frame_index < len(self.values):
            return ""
        return f"{self.name} {self.values[frame_index]:g} {self.unit}".rstrip().replace("-", "−")


@dataclass(frozen=True, slots=True)
class LossyFacts:
    """Lossy compression, from the header's history and from the syntax (S-07)."""

    lossy: bool = False
    ratios: tuple[float, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """The image part of an instance; None in `InstanceHeader` for objects without pixels."""

    pixels: ImagePixels
    frames: tuple[FrameFacts, ...]  # one, or one per frame
    padding: Padding | None = None
    shape: PresentationShape | None = None
    palette: Palette | None = None
    overlays: tuple[Overlay, ...] = ()
    embedded_overlays: tuple[EmbeddedOverlay, ...] = ()
    cine: CineFacts = CineFacts()
    lossy: LossyFacts = LossyFacts()
    image_type: tuple[str, ...] = ()
    icc_profile: bytes = b""
    technique: tuple[str, ...] = ()  # "120 kV", "TR 500 ms", ... ready to show (S-30)
    missing_frames: int = 0  # stated by the header, and not in the file (D-016)
    notices: tuple[str, ...] = ()  # "colour mapping not applied", ... (D-076)
    regions: tuple[UltrasoundRegion, ...] = ()  # highest priority first (D-105)
    pet: PetFacts | None = None  # what SUV are computed from (G-050)
    mask: MaskFacts = MaskFacts()
    index: tuple[IndexVector, ...] = ()  # what its frames are counted by (D-143)

    def frame(self, index: int) -> FrameFacts:
        """The facts of frame `index`, 0-based; a single entry holds for all."""
        return self.frames[index] if index < len(self.frames) else self.frames[0]


@dataclass(frozen=True, slots=True)
class SortFacts:
    """Keys by which a series is split and ordered (G-003, G-010..G-012)."""

    instance_number: int | None = None
    acquisition_number: int | None = None
    acquired: str = ""  # acquisition or content date and time
    echo_numbers: str = ""
    convolution_kernel: str = ""
    temporal_position: int | None = None
    trigger_time_ms: float | None = None
    b_value: float | None = None
    frame_of_reference_uid: str = ""
    images_in_acquisition: int | None = None
    pet_series_type: tuple[str, ...] = ()
    pet_image_index: int | None = None
    number_of_slices: int | None = None
    number_of_time_slots: int | None = None
    concatenation_uid: str = ""
    in_concatenation_number: int | None = None
    in_concatenation_total: int | None = None  # the number of parts, where the file says it
    view_position: str = ""  # "MLO", "PA": of the attribute, or what the view code means
    view_modifiers: tuple[str, ...] = ()  # of a mammogram: "M" magnified, "S" spot compression


@dataclass(frozen=True, slots=True)
class InstanceHeader:
    """One file's header, parsed; its values are text from a stranger (M-005)."""

    file: FileKey
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    patient: PatientFacts = PatientFacts()
    study: StudyFacts = StudyFacts()
    series: SeriesFacts = SeriesFacts()
    sort: SortFacts = SortFacts()
    image: ImageFacts | None = None
    state: PresentationState | None = None  # of objects that are presentation states
    state_problem: str = ""  # why a presentation state cannot be used
    image_problem: str = ""  # why an image is listed without being showable (D-132, D-133)
    deidentified: bool = False
    deid_method: str = ""  # how, as the file says
    key_selection: KeySelection | None = None  # of key object documents
    registration: Registration | None = None  # of spatial registrations
    title: str = ""  # document title, content label, ...
    mime_type: str = ""  # of an encapsulated document
    cut_off: bool = False  # the header ends before it should: something is lost
    deviations: tuple[str, ...] = field(default=())  # how the file departs from PS3.10 (M-002)
