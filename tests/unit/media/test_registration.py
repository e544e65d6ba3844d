"""Registration objects: ways between frames of reference (G-041)."""

import io
import math

import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from viewer import limits
from viewer.media.header import read_dataset
from viewer.media.registration import registration
from viewer.model.geometry import Vector
from viewer.model.registration import IDENTITY, Registration, inverted, moved, product, turned
from viewer.settings import DecodeSettings

SHIFT = (1, 0, 0, 10, 0, 1, 0, -5, 0, 0, 1, 2.5, 0, 0, 0, 1)
COSINE, SINE = math.cos(0.3), math.sin(0.3)
TURN = (COSINE, -SINE, 0, 0, SINE, COSINE, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)


def item(uid: str, *matrices: tuple[float, ...]) -> Dataset:
    step = Dataset()
    step.MatrixSequence = []
    for matrix in matrices:
        part = Dataset()
        part.FrameOfReferenceTransformationMatrix = list(matrix)
        part.FrameOfReferenceTransformationMatrixType = "RIGID"
        step.MatrixSequence.append(part)
    one = Dataset()
    one.FrameOfReferenceUID = uid
    one.MatrixRegistrationSequence = [step]
    return one


def registered(*items: Dataset, common: str = "1.1") -> Registration | None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.66.1", "1.2.3"
    ds.FrameOfReferenceUID = common
    ds.RegistrationSequence = list(items)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    stream = io.BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    stream.seek(0)
    return registration(read_dataset(stream, settings=DecodeSettings()))


def close(point: Vector, wanted: Vector) -> bool:
    return point == pytest.approx(wanted, abs=1e-6)


def test_a_shift_leads_there_and_back() -> None:
    found = registered(item("1.1", IDENTITY), item("1.2", SHIFT))
    assert found is not None
    there, back = found.between("1.2", "1.1"), found.between("1.1", "1.2")
    assert there is not None
    assert back is not None
    assert close(moved(there, (0.0, 0.0, 0.0)), (10.0, -5.0, 2.5))
    assert close(moved(back, (10.0, -5.0, 2.5)), (0.0, 0.0, 0.0))
    assert close(turned(there, (0.0, 0.0, 1.0)), (0.0, 0.0, 1.0))


def test_the_registered_frame_need_not_be_named() -> None:
    found = registered(item("1.2", SHIFT))
    assert found is not None
    assert found.between("1.2", "1.1") == pytest.approx(SHIFT)
    assert found.between("1.2", "1.9") is None


def test_two_frames_meet_in_a_third() -> None:
    found = registered(item("1.2", SHIFT), item("1.3", TURN))
    assert found is not None
    way = found.between("1.3", "1.2")
    assert way is not None
    point = (3.0, 4.0, 5.0)
    assert close(moved(SHIFT, moved(way, point)), moved(TURN, point))


def test_steps_follow_one_another_in_their_order() -> None:
    found = registered(item("1.2", TURN, SHIFT))
    assert found is not None
    way = found.between("1.2", "1.1")
    assert way is not None
    assert close(moved(way, (1.0, 2.0, 3.0)), moved(SHIFT, moved(TURN, (1.0, 2.0, 3.0))))


@pytest.mark.parametrize("bad", [SHIFT[:12], (*SHIFT[:12], 1, 0, 0, 1), (1e9, *SHIFT[1:])])
def test_a_matrix_that_is_none_registers_nothing(bad: tuple[float, ...]) -> None:
    assert registered(item("1.2", bad)) is None
    assert registered(item("1.2", SHIFT, bad)) is None


def test_a_matrix_without_a_way_back_leads_nowhere() -> None:
    flat = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert inverted(flat) is None
    found = registered(item("1.2", flat))
    assert found is not None
    assert found.between("1.1", "1.2") is None
    whole = inverted(TURN)
    assert whole is not None
    assert product(whole, TURN) == pytest.approx(IDENTITY, abs=1e-12)


def test_of_a_flood_of_frames_the_first_count() -> None:
    found = registered(*(item(f"1.{n}", SHIFT) for n in range(limits.REGISTRATIONS + 5)))
    assert found is not None
    assert len(found.transforms) == limits.REGISTRATIONS
