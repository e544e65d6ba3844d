"""What frames share is made once; what is their own stays their own."""

import io

import pytest

from tests.factories.elements import Writer, grey, identity, parsed, part10, pixel_module
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.frame_memory import FrameMemory
from viewer.media.functional_groups import frame_views
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.parse import parse_header
from viewer.media.parse_image import image_facts
from viewer.model.image import FileKey
from viewer.model.lut import Rescale, VoiLut, Window
from viewer.settings import DecodeSettings

W = Writer()
SHARED, PER_FRAME = 0x52009229, 0x52009230
FRAME_VOI = 0x00289132
TABLE = W.item(
    W.element(0x00283002, "US", [4, 0, 16]) + W.element(0x00283006, "OW", b"\0\1\0\2\0\3\0\4")
)


def window(center: str) -> bytes:
    values = W.element(0x00281050, "DS", center) + W.element(0x00281051, "DS", "400")
    return W.sequence(FRAME_VOI, W.item(values))


def enhanced(shared: bytes, *frames: bytes) -> RawDataset:
    own = W.sequence(PER_FRAME, *map(W.item, frames))
    return parsed(W.sequence(SHARED, W.item(shared)), own)


def test_frames_share_what_the_header_says_for_all_of_them() -> None:
    """Found after fuzzing: 500 frames and one list of 30,000 windows took 24 s and 2.2 GB."""
    tables = W.sequence(FRAME_VOI, W.item(W.sequence(0x00283010, TABLE)))
    numbers = (W.item(W.element(0x00209057, "UL", number)) for number in range(50))
    own = [W.sequence(0x00209111, number) for number in numbers]
    frames = image_facts(enhanced(tables, *own), "", grey(frames=50)).frames
    assert [facts.in_stack_position for facts in frames] == [*range(50)]
    assert isinstance(frames[0].voi[0], VoiLut)
    assert all(facts.voi is frames[0].voi for facts in frames)


def test_frames_keep_what_is_their_own() -> None:
    own = [window("1"), b"", window("2"), window("1"), b""]
    frames = image_facts(enhanced(window("9"), *own), "", grey(frames=5)).frames
    centers = [voi.center for facts in frames for voi in facts.voi if isinstance(voi, Window)]
    assert centers == [1, 9, 2, 1, 9]


def test_what_is_noted_of_a_frame_is_noted_of_the_file() -> None:
    raw = enhanced(window("x"), b"", b"")
    image_facts(raw, "", grey(frames=2))
    assert raw.deviations.count("a window of the file is not usable (D-045)") == 1


def test_arguments_are_told_apart() -> None:
    memory, (view, _) = FrameMemory(), tuple(frame_views(enhanced(b"", b"", b""), 2))
    one, other = Rescale(1.0), Rescale(2.0)

    def made(raw: RawDataset, scale: Rescale) -> tuple[str, float]:
        return raw.code(at.MODALITY), scale.slope

    results = [memory.recall(made, view, scale) for scale in (one, other, one)]
    assert results == [("OT", 1.0), ("OT", 2.0), ("OT", 1.0)]
    assert results[0] is results[2]


@pytest.mark.parametrize("look", [dict.get, dict.__getitem__, dict.__contains__])
def test_every_way_to_look_for_a_value_counts(look: object) -> None:
    """Values at another place are other values, however somebody asks for them."""
    first, second = frame_views(enhanced(b"", window("1"), window("2")), 2)

    def made(raw: RawDataset) -> object:
        ways = {dict.get: raw.elements.get, dict.__getitem__: raw.elements.__getitem__}
        way = ways.get(look, raw.elements.__contains__)  # type: ignore[call-overload]
        return way(at.WINDOW_CENTER), raw.elements

    memory = FrameMemory()
    assert memory.recall(made, first) is not memory.recall(made, second)
    assert memory.recall(made, first) is memory.recall(made, first)


def test_what_a_file_has_more_than_the_one_before_is_seen() -> None:
    """Found by fuzzing: beside shared groups, an attribute that only the second had was lost."""
    memory = HeaderMemory()
    who, study, rest = identity(W).partition(W.element(0x0020000D, "UI", b"1.2.3\0"))
    lines = []
    for more in (b"", W.element(at.EXPOSURE, "IS", "12")):
        groups = W.sequence(SHARED, W.item(window("1")))
        body = who + more + study + rest + pixel_module(W) + groups
        pixels = W.element(at.PIXEL_DATA, "OW", b"\1\2" * 6)
        for _ in range(2):
            stream = io.BytesIO(part10(body + pixels))
            raw = read_dataset(stream, settings=DecodeSettings(), memory=memory)
            image = parse_header(raw, FileKey(1, "X")).image
            assert image is not None
            lines.append(image.technique)
    assert lines == [(), (), ("12 mAs",), ("12 mAs",)]
