"""Images that ask for more than they hold: one disc full of them, and one good picture.

Each has a limit (docs/limits.md), a word in the report, and costs the others nothing.
"""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories.elements import UNDEFINED, part10
from tests.hostile import objects as make
from tests.hostile.checking import Outcome, check
from tests.hostile.objects import ITEM, PIXELS, W, coded, deflated, element, instance, native
from viewer.limits import FRAMES, FRAMES_DESCRIBED, VOI_CHOICES

FRAME_COUNT = 0x00280008
KIB = 1024
MIB = KIB * KIB


def squeezed(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(mebibytes)) + packer.flush()


def fragments(number: int) -> bytes:
    """Fifty million empty fragments, deflated to half a MiB."""
    head = instance(number, element(FRAME_COUNT, "IS", "50000000"))
    return deflated(head + W.element(PIXELS, "OB", b"", UNDEFINED), (ITEM, 50_000_000), make.END)


def one_bit_frames(number: int) -> bytes:
    """Three thousand million frames of a bit each; they are really there."""
    head = instance(number, element(FRAME_COUNT, "IS", "2147483647"), rows=1, columns=1, bits=1)
    return deflated(head + make.pixel_head(400 * MIB), (bytes(KIB), 400 * KIB))


def functional_groups(number: int) -> bytes:
    position = W.item(W.element(0x00200032, "DS", "1\\2\\3 "))
    frame = W.item(W.sequence(0x00209113, position))
    head = instance(number, element(FRAME_COUNT, "IS", "1000000"), rows=1, columns=1)
    groups = W.element(0x52009230, "SQ", b"", UNDEFINED)
    pixels = (bytes(1000), 1000)
    return deflated(
        head + groups, (frame, 1_000_000), make.END + make.pixel_head(MIB - MIB % 1000), pixels
    )


def far_apart(number: int) -> bytes:
    """Values that lie behind megabytes to skip: reading them goes forth and back."""
    place = W.sequence(0x00209113, W.item(W.element(0x00200032, "DS", "1\\2\\3 ")))
    junk = W.element(0x00210010, "OB", b"", 300_000)
    opening = ITEM[:4] + struct.pack("<I", len(place + junk) + 300_000) + place + junk
    head = instance(number, element(FRAME_COUNT, "IS", "1500"), rows=1, columns=1)
    items = [part for _ in range(1500) for part in (opening, (bytes(1000), 300))]
    groups = W.element(0x52009230, "SQ", b"", UNDEFINED)
    return deflated(head + groups, *items, make.END + make.pixel_head(1500), bytes(1500))


def tables(number: int) -> bytes:
    table = W.item(
        W.element(0x00283002, "US", [2000, 0, 16]) + W.element(0x00283006, "OW", bytes(4000))
    )
    head = instance(number, (0x00283010, W.element(0x00283010, "SQ", b"", UNDEFINED)))
    return deflated(head, (table, 20_000), make.END + make.pixel_head(6), bytes(6))


def profile(number: int) -> bytes:
    colour = [element(0x00280002, "US", 3), element(0x00280004, "CS", "RGB ")]
    head = instance(number, *colour, element(0x00280006, "US", 0))
    head += W.element(0x00282000, "OB", b"", 400 * MIB)
    return deflated(head, (bytes(KIB), 400 * KIB), make.pixel_head(18), bytes(18))


def offset_tables(number: int) -> bytes:
    far = struct.pack("<3Q", 0, 1 << 62, 1 << 63)
    frames = W.item(b"") + W.item(make.rle(b"\5abcdef\0")) * 3 + make.END
    return part10(
        instance(number, element(FRAME_COUNT, "IS", "3"))
        + W.element(0x7FE00001, "OV", far)
        + W.element(0x7FE00002, "OV", far)
        + W.element(PIXELS, "OB", frames, UNDEFINED),
        make.RLE,
    )


def overlay(number: int) -> bytes:
    """A plane of 65,535 x 65,535 that starts far outside, on six pixels."""
    planes = (
        element(0x60000010, "US", 65535),
        element(0x60000011, "US", 65535),
        element(0x60000015, "IS", "2147483647"),
        element(0x60000040, "CS", "G "),
        element(0x60000050, "SS", [-32768, 32767]),
        element(0x60000100, "US", 1),
        element(0x60000102, "US", 0),
        element(0x60003000, "OW", bytes(4096)),
    )
    return native(bytes(6))(instance(number, *planes))


def absurd_tables(number: int) -> bytes:
    """Descriptors that promise 65,536 entries where there are two, and a palette likewise."""
    lut = W.item(
        W.element(0x00283002, "US", [0, 65535, 99]) + W.element(0x00283006, "OW", bytes(2))
    )
    colours = [(0x00280004, W.element(0x00280004, "CS", "PALETTE COLOR "))]
    for channel in range(3):
        descriptor = element(0x00281101 + channel, "US", [0, 65535, 16])
        colours += [descriptor, element(0x00281201 + channel, "OW", b"\1\2")]
    return native(bytes(6))(instance(number, *colours, (0x00283000, W.sequence(0x00283000, lut))))


Maker = Callable[[int], bytes]
# Name on the disc -> how it is made, whether something of it is shown, code and words of a finding.
HOSTILE: dict[str, tuple[Maker, bool, str, str]] = {
    "65535": (
        lambda n: native(bytes(6))(instance(n, rows=65535, columns=65535)),
        False, "pixels-damaged", "65535 x 65535 pixels is larger than the limit",
    ),
    "65535BIT": (
        lambda n: native(bytes(6))(instance(n, rows=65535, columns=65535, bits=1)),
        False, "pixels-damaged", "is over the limit",
    ),
    "23170": (
        lambda n: native(bytes(6))(instance(n, rows=23170, columns=23170)),
        False, "pixels-truncated", "ends before the first row",
    ),
    "RLE": (
        lambda n: coded(make.RLE, make.rle(b"\x81\0" * 4_000_000))(instance(n)),
        True, "pixels-doubtful", "holds more than the header describes",
    ),
    "RLELARGE": (
        lambda n: coded(make.RLE, make.rle(b"\x81\0"))(instance(n, rows=20000, columns=20000)),
        False, "pixels-damaged", "an RLE segment holds 128 of 400000000 bytes",
    ),
    "DEFLATE": (
        lambda n: coded(make.DEFLATED_FRAME, squeezed(300))(instance(n)),
        True, "pixels-doubtful", "holds more than the header describes",
    ),
    "JPEGLS": (
        lambda n: coded(make.JPEG_LS, make.jpeg_ls(65535, 65535))(instance(n)),
        False, "pixels-damaged", "the stream holds 65535 rows x 65535 columns",
    ),
    "JPEGLS2": (
        lambda n: coded(make.JPEG_LS, make.jpeg_ls(23170, 23170))(
            instance(n, rows=23170, columns=23170)
        ),
        False, "pixels-damaged", "the JPEG-LS stream is damaged",
    ),
    "J2K": (
        lambda n: coded(make.JPEG_2000, make.jpeg_2000(1 << 31, 1 << 31))(instance(n)),
        False, "pixels-damaged", "the stream holds 2147483648 rows",
    ),
    "J2KTILES": (
        lambda n: coded(make.JPEG_2000, make.jpeg_2000(16000, 16000, tile=63))(
            instance(n, rows=16000, columns=16000)
        ),
        False, "pixels-truncated", "ends before its last tile",
    ),
    "J2KPARTS": (
        lambda n: coded(make.JPEG_2000, make.jpeg_2000(64, 64, components=16000))(
            instance(n, rows=64, columns=64)
        ),
        False, "pixels-damaged", "16000 components",
    ),
    "JXL": (
        lambda n: coded(make.JPEG_XL, make.jpeg_xl(1 << 30, 1 << 30))(instance(n)),
        False, "pixels-damaged", "the stream holds 1073741824 rows",
    ),
    "JXL2": (
        lambda n: coded(make.JPEG_XL, make.jpeg_xl(20000, 20000))(
            instance(n, rows=20000, columns=20000)
        ),
        False, "pixels-damaged", "the JPEG XL stream is damaged",
    ),
    "FRAMES": (
        lambda n: native(bytes(6))(instance(n, element(FRAME_COUNT, "IS", "2147483647"))),
        True, "pixels-truncated", "2147483647 frames stated, at most 1 are there",
    ),
    "FRAGMENT": (fragments, False, "pixels-truncated", f"the first {FRAMES} are shown"),
    "VOILUTS": (tables, True, "not-conformant", f"has more than {VOI_CHOICES} items"),
    "ICC": (profile, True, "not-conformant", "colour profile is too large"),
    "OFFSETS": (offset_tables, True, "pixels-doubtful", "offset table does not match"),
    "OVERLAY": (overlay, True, "not-conformant", "overlay 6000 is not usable"),
    "TABLES": (absurd_tables, True, "not-conformant", "Modality LUT is not usable"),
}  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("hostile")
    for number, (name, (maker, *_)) in enumerate(HOSTILE.items(), 1):
        (folder / name).write_bytes(maker(number))
    (folder / "GOOD").write_bytes(native(bytes(6))(instance(99)))
    return check(folder)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_bounded_and_told(outcome: Outcome, name: str) -> None:
    _, _, code, words = HOSTILE[name]
    assert [f for f in outcome.findings(name) if f[0] == code and words in f[1]]


def test_it_costs_the_good_picture_nothing(outcome: Outcome) -> None:
    assert outcome.findings("GOOD") == []
    assert outcome.counts["readable"] == len(HOSTILE) + 1
    assert outcome.counts["shown"] == 1 + sum(shown for _, shown, *_ in HOSTILE.values())


def test_values_far_apart_do_not_cost_a_pass_from_the_start_each(tmp_path: Path) -> None:
    (tmp_path / "IM1").write_bytes(far_apart(1))
    outcome = check(tmp_path, "--headers-only")
    assert outcome.findings("IM1") == []
    assert outcome.counts["shown"] == 1


def test_frames_that_are_really_there_are_shown_up_to_the_limit(tmp_path: Path) -> None:
    (tmp_path / "IM1").write_bytes(one_bit_frames(1))
    outcome = check(tmp_path, "--headers-only")
    told = f"2147483647 frames stated, the first {FRAMES} are shown"
    assert ("pixels-truncated", told) in outcome.findings("IM1")


@pytest.mark.slow
def test_a_million_functional_groups(tmp_path: Path) -> None:
    (tmp_path / "IM1").write_bytes(functional_groups(1))
    outcome = check(tmp_path, "--headers-only")
    (told,) = [words for code, words in outcome.findings("IM1") if code == "not-conformant"]
    assert f"functional groups for {FRAMES_DESCRIBED} of {FRAMES} frames" in told


@pytest.mark.slow
def test_many_files_that_each_want_much_do_not_add_up(tmp_path: Path) -> None:
    """Eight small files whose overlays expand to 90 MiB each, within their images' bounds."""
    for number in range(8):
        head = instance(number, rows=10_000, columns=10_000)
        for tag, vr, value in (
            (0x60000010, "US", 30_000),
            (0x60000011, "US", 25_000),
            (0x60000040, "CS", "G "),
            (0x60000100, "US", 1),
            (0x60000102, "US", 0),
        ):
            head += W.element(tag, vr, value)
        head += W.element(0x60003000, "OW", b"", 94_000_000)
        pixels = make.pixel_head(100_000_000)
        data = deflated(head, (bytes([number + 1]) * 1000, 94_000), pixels, (bytes(1000), 100_000))
        (tmp_path / f"IM{number:02}").write_bytes(data)
    outcome = check(tmp_path, "--headers-only")
    refused = [f for f in outcome.findings() if "more memory than it may take" in f[1]]
    assert 2 <= len(refused) < 8
    assert outcome.counts["shown"] == 8 - len(refused)
