"""With memory or without: the same header, from any file after any other."""

import io
import random
import sys

import numpy as np

from tests.factories.elements import Writer, part10
from tests.shared_data import shared_data
from viewer.errors import FileReadError
from viewer.media.dataset import RawDataset
from viewer.media.facts import patient_facts
from viewer.media.functional_groups import shared_view
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory, remembered
from viewer.media.parse import parse_header
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings

SETTINGS = DecodeSettings()
KEY = FileKey(0, "F")


def parsed(data: bytes, memory: HeaderMemory | None) -> InstanceHeader:
    raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
    return parse_header(raw, KEY)


def outcome(data: bytes, memory: HeaderMemory | None) -> str:
    """The header of a file or the error, in words: tables and overlays have no equality."""
    try:
        with np.printoptions(threshold=sys.maxsize):
            return repr(parsed(data, memory))
    except FileReadError as error:
        return f"{type(error).__name__}: {error}"


def slices() -> list[bytes]:
    """A series that differs from file to file as series do."""
    folder = shared_data() / "series"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.read_bytes() for path in paths[:24]]


def test_real_files_in_any_order() -> None:
    paths = sorted(shared_data().rglob("*.dcm"))[::7]
    random.Random(5).shuffle(paths)  # noqa: S311  an order that repeats
    memory = HeaderMemory()
    for path in [*paths, *paths]:
        data = path.read_bytes()
        assert outcome(data, memory) == outcome(data, None), path.name


def test_where_the_data_set_begins_is_known_of_recognised_headers() -> None:
    """Identifiers of other lengths in the meta information move it."""
    memory = HeaderMemory()
    recognised = 0
    for data in slices():
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        recognised += raw.memory is not None
        length = int.from_bytes(data[140:144], "little")
        assert raw.start == 144 + length
    assert recognised > 10


def test_damaged_files_among_good_ones() -> None:
    """One byte changed somewhere must never be answered from the file before."""
    chance = random.Random(7)  # noqa: S311  damage that repeats
    memory = HeaderMemory()
    for good in slices()[:6]:
        assert outcome(good, memory) == outcome(good, None)
        for _ in range(60):
            bad = bytearray(good)
            bad[chance.randrange(132, min(len(bad), 6000))] ^= 1 << chance.randrange(8)
            assert outcome(bytes(bad), memory) == outcome(bytes(bad), None)


def test_cut_files_among_good_ones() -> None:
    memory = HeaderMemory()
    good = slices()[0]
    for length in range(140, min(len(good), 7000), 97):
        assert outcome(good, memory) == outcome(good, None)
        assert outcome(good[:length], memory) == outcome(good[:length], None)


def test_what_files_share_is_one_object() -> None:
    memory = HeaderMemory()
    _, one, two = (parsed(data, memory) for data in slices()[:3])  # the first is a kind of its own
    assert one.patient is two.patient
    assert one.study is two.study
    assert one.series is two.series


def test_a_deviation_is_noted_for_every_file_that_has_it() -> None:
    """A result that came with a note is made anew each time."""
    w = Writer()
    name = w.element(0x00100010, "PN", b"M\xfcller ")  # no character set
    plain = w.element(0x00100010, "PN", b"Mueller ")
    uid = w.element(0x00080018, "UI", b"1.2.3.4\0")
    files = [part10(uid + name), part10(uid + plain), part10(uid + name)]
    memory = HeaderMemory()
    seen = [parsed(data, memory).deviations for data in files]
    assert seen == [parsed(data, None).deviations for data in files]
    wanted = "text without a declared character set"
    assert [wanted in deviations for deviations in seen] == [True, False, True]


def test_values_under_shared_groups_are_not_mistaken_for_those_of_another_file() -> None:
    """A view of an enhanced header is made of all its elements: nothing of it is remembered."""
    w = Writer()
    shared = w.element(0x52009229, "SQ", w.item(b""))
    memory = HeaderMemory()

    def padding_of(raw: RawDataset) -> int | None:
        return shared_view(raw).integer(0x00280120)

    for value in (7, 7, 9, 7):
        data = part10(w.element(0x00280120, "US", value) + shared)
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        assert remembered(padding_of, raw) == value


def test_an_element_that_was_not_there_before_is_seen() -> None:
    w = Writer()
    memory = HeaderMemory()
    birth = w.element(0x00100030, "DA", "19600101")
    for more, stated in ((b"", ""), (birth, "19600101"), (b"", "")):
        data = part10(w.element(0x00100020, "LO", "AB") + more)
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS, memory=memory)
        assert remembered(patient_facts, raw).birth_date == stated
