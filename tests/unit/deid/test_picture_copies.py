"""Pictures and films of copies: what the window shows first, and nothing else in the file."""

import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.factories.dicom import gradient, image_dataset, make_ct_series, save
from viewer.cli.main import run as run_command
from viewer.deid import film, picture_copies
from viewer.deid.account import REPORT_PAGE
from viewer.deid.boxes import Box
from viewer.deid.errors import DeidError, LeakError, OutputError
from viewer.deid.film import is_bare_film, write_film
from viewer.deid.job import Request, run
from viewer.deid.output import Kind, Output
from viewer.deid.picture_files import is_bare_jpeg, is_bare_png, write_picture
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review, risk_of
from viewer.errors import CancelledError
from viewer.media.cancel import CancelToken
from viewer.render.source import prepare

cv2 = pytest.importorskip("cv2")

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}
SE = "PICTURES/PT000000/ST000000/SE000000"


def request(source: Path, kind: Kind, **more: Any) -> Request:
    output = Output(kind=kind)
    return Request((source,), source.parent / "copy", PRESETS["public"], output=output, **more)


def names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def cine(folder: Path, frames: NDArray[Any], **more: Any) -> Path:
    return save(image_dataset(pixels=frames, number=9, **PERSON, **more), folder / "cine")


def moving(count: int, rows: int = 40, columns: int = 60) -> NDArray[np.uint16]:
    """A bright bar that goes from left to right: frames can be told apart."""
    frames = np.full((count, rows, columns), 900, np.uint16)
    for number in range(count):
        at = number * (columns - 8) // max(1, count - 1)
        frames[number, :, at : at + 8] = 1500
    return frames


@pytest.mark.parametrize(("kind", "ending"), [(Kind.PNG, "PNG"), (Kind.JPEG, "JPG")])
def test_pictures_are_what_export_gives_of_the_source(
    tmp_path: Path, kind: Kind, ending: str
) -> None:
    """The same picture as of the original: copying changed nothing of how it looks."""
    make_ct_series(tmp_path / "disc", 2, pixels=gradient(30, 50), WindowCenter=0, WindowWidth=900,
                   PixelSpacing=[2.0, 1.0], **PERSON)  # fmt: skip
    account = run(request(tmp_path / "disc", kind))
    assert account.pictures == 2
    assert names(tmp_path / "copy") == [
        f"{SE}/IM000000.{ending}", f"{SE}/IM000001.{ending}", REPORT_PAGE, "REPORT.JSN",
    ]  # fmt: skip
    assert run_command(["export", str(tmp_path / "disc"), "--to", str(tmp_path / "png")]) == 0
    expected = imagecodecs.png_decode((tmp_path / "png" / "000001_00001.png").read_bytes())[..., 0]
    data = (tmp_path / "copy" / SE / f"IM000000.{ending}").read_bytes()
    assert expected.shape == (60, 50)
    if kind is Kind.PNG:
        assert np.array_equal(imagecodecs.png_decode(data), expected)
        assert is_bare_png(data)
    else:
        found = imagecodecs.jpeg8_decode(data).astype(int)
        assert np.abs(found - expected).max() < 12
        assert is_bare_jpeg(data)


def test_images_at_risk_are_left_out_or_masked_as_in_dicom(tmp_path: Path) -> None:
    pixels = np.full((40, 60), 2000, np.uint16)
    pixels[:10] = 4000
    us: dict[str, Any] = {
        "Modality": "US",
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1",
        "Manufacturer": "Sono",
    }
    ds = image_dataset(pixels=pixels, number=3, **PERSON, **us)
    save(ds, tmp_path / "disc" / "us")
    with pytest.raises(DeidError):
        run(request(tmp_path / "disc", Kind.PNG))
    risk = risk_of(ds, 40, 60)
    assert risk is not None
    run(request(tmp_path / "disc", Kind.PNG, reviews={risk.layout: Review((Box(0, 0, 59, 9),))}))
    [path] = (tmp_path / "copy").rglob("*.PNG")
    picture = imagecodecs.png_decode(path.read_bytes())
    assert (picture[:10] == 0).all()
    assert (picture[10:] > 0).all()


def test_frames_are_files_of_a_folder(tmp_path: Path) -> None:
    cine(tmp_path / "disc", moving(3))
    account = run(request(tmp_path / "disc", Kind.PNG))
    assert account.pictures == 3
    found = [name for name in names(tmp_path / "copy") if name.endswith("PNG")]
    assert found == [f"{SE}/IM000000/F000000{number}.PNG" for number in (1, 2, 3)]


def test_colour_stays_colour_and_grey_is_grey(tmp_path: Path) -> None:
    ds = image_dataset(pixels=np.zeros((8, 10), np.uint16), **PERSON)
    rgb = np.random.default_rng(1).integers(0, 255, (8, 10, 3)).astype(np.uint8)
    ds.Modality, ds.BurnedInAnnotation = "XC", "NO"
    ds.SamplesPerPixel, ds.PhotometricInterpretation, ds.PlanarConfiguration = 3, "RGB", 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PixelData = rgb.tobytes()
    save(ds, tmp_path / "disc" / "colour")
    run(request(tmp_path / "disc", Kind.PNG))
    [path] = (tmp_path / "copy").rglob("*.PNG")
    assert np.array_equal(imagecodecs.png_decode(path.read_bytes()), rgb)


def played(path: Path) -> tuple[float, list[NDArray[np.uint8]]]:
    capture = cv2.VideoCapture(BytesIO(path.read_bytes()), cv2.CAP_FFMPEG, [])
    rate = float(capture.get(cv2.CAP_PROP_FPS))
    frames = []
    while (shot := capture.read())[0]:
        frames.append(shot[1])
    return rate, frames


def bar(frame: NDArray[np.uint8]) -> int:
    """Where the bright bar begins."""
    return int(np.argmax(frame[:, :, 0].mean(axis=0) > frame.mean() + 20))


def test_a_film_has_all_frames_in_order_at_its_own_rate(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", 1, **PERSON)
    cine(tmp_path / "disc", moving(12, 41, 61), FrameTime="40", FrameIncrementPointer=0x0018_1063,
         WindowCenter=200, WindowWidth=900, Modality="XA")  # fmt: skip
    account = run(request(tmp_path / "disc", Kind.MP4))
    assert account.pictures == 2
    files = names(tmp_path / "copy")
    assert len([name for name in files if name.endswith(".PNG")]) == 1  # the single image
    [path] = (tmp_path / "copy").rglob("*.MP4")
    rate, frames = played(path)
    assert rate == pytest.approx(25)
    assert len(frames) == 12
    assert frames[0].shape == (42, 62, 3)
    places = [bar(frame) for frame in frames]
    assert places == sorted(places)
    assert abs(places[-1] - 53) <= 2


def test_frames_that_stay_differently_long_do_so_in_the_film(tmp_path: Path) -> None:
    path = tmp_path / "film.MP4"
    levels = (40, 120, 220)
    frames = (np.full((32, 32, 3), level, np.uint8) for level in levels)
    write_film(path, frames, (32, 32), [100.0, 500.0, 50.0])
    rate, shown = played(path)
    means = [float(frame.mean()) for frame in shown]
    stays = [sum(abs(mean - level) < 15 for mean in means) * 1000 / rate for level in levels]
    assert stays == pytest.approx([100, 500, 50], abs=1000 / rate)


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from viewer.deid.errors import OutputError
from viewer.deid.film import write_film
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
noise = np.random.default_rng(1)
frames = (noise.integers(0, 255, (64, 64, 3)).astype(np.uint8) for _ in range(30))
try:
    write_film(Path(sys.argv[1]), frames, (64, 64), [40.0] * 30)
except OutputError as error:
    sys.exit(str(error))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX")
def test_a_disk_that_is_full_is_found_out_though_the_library_does_not_say(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / "film.MP4")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert "could not be written whole" in done.stderr


def test_a_frame_that_stays_for_days_makes_no_film_of_days() -> None:
    rate, repeats = film._timing([40.0, 1e9, 40.0])
    assert (rate, repeats) == (film._SLOWEST, [1, 1, 1])


def test_the_same_pace_needs_no_repeats() -> None:
    rate, repeats = film._timing([33.3] * 5)
    assert rate == pytest.approx(30.03, abs=0.01)
    assert repeats == [1] * 5


def test_a_film_says_nothing_of_its_making(tmp_path: Path) -> None:
    path = tmp_path / "film.MP4"
    write_film(path, (np.zeros((32, 32, 3), np.uint8) for _ in range(3)), (32, 32), [40.0] * 3)
    data = path.read_bytes()
    assert b"Lavf" not in data
    assert is_bare_film(path)
    path.write_bytes(data + struct.pack(">I4s", 12, b"uuid") + b"name")
    assert not is_bare_film(path)


def png_with(name: bytes, content: bytes) -> bytes:
    plain = bytes(imagecodecs.png_encode(np.zeros((4, 4), np.uint8)))
    chunk = struct.pack(">I", len(content)) + name + content
    chunk += struct.pack(">I", zlib.crc32(name + content))
    return plain[:33] + chunk + plain[33:]


@pytest.mark.parametrize("name", [b"tEXt", b"iTXt", b"eXIf", b"tIME", b"zTXt", b"iCCP"])
def test_chunks_that_could_tell_something_are_seen(name: bytes) -> None:
    assert not is_bare_png(png_with(name, b"Author\0Lindqvist"))


def test_what_stands_behind_a_png_is_seen() -> None:
    plain = bytes(imagecodecs.png_encode(np.zeros((4, 4), np.uint8)))
    assert is_bare_png(plain)
    assert not is_bare_png(plain + b"Lindqvist")
    assert not is_bare_png(plain[:-12])


def jpegs() -> Iterator[tuple[str, bytes]]:
    plain = bytes(imagecodecs.jpeg8_encode(np.zeros((16, 16, 3), np.uint8)))
    comment = b"\xff\xfe\0\x0bLindqvist"
    exif = b"\xff\xe1\0\x0aExif\0\0MM"
    yield "comment", plain[:2] + comment + plain[2:]
    yield "EXIF", plain[:20] + exif + plain[20:]
    yield "behind", plain + b"Lindqvist\xff\xd9"
    yield "behind the first", plain + plain
    yield "cut off", plain[:-2]


@pytest.mark.parametrize(("what", "data"), list(jpegs()))
def test_segments_that_could_tell_something_are_seen(what: str, data: bytes) -> None:
    del what
    assert is_bare_jpeg(bytes(imagecodecs.jpeg8_encode(np.zeros((16, 16, 3), np.uint8))))
    assert not is_bare_jpeg(data)


def test_a_writer_that_adds_something_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = png_with(b"tEXt", b"Author\0me")
    monkeypatch.setattr("viewer.deid.picture_files.png_bytes", lambda _: told)
    with pytest.raises(LeakError):
        write_picture(tmp_path / "x.PNG", np.zeros((4, 4), np.uint8), Kind.PNG)


def test_without_the_optional_part_it_is_said_and_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cine(tmp_path / "disc", moving(3))
    monkeypatch.setattr(picture_copies, "can_write_films", lambda: False)
    with pytest.raises(OutputError, match="optional part `video`"):
        run(request(tmp_path / "disc", Kind.MP4))
    assert [path.name for path in tmp_path.iterdir()] == ["disc"]


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.MP4])
def test_cancelled_while_drawing_nothing_is_left(tmp_path: Path, kind: Kind) -> None:
    cine(tmp_path / "disc", moving(3))
    cancel = CancelToken()

    def stop(phase: str, *_: object) -> None:
        if phase == "drawing":
            cancel.cancel()

    with pytest.raises(CancelledError):
        run(request(tmp_path / "disc", kind), stop, cancel)
    assert [path.name for path in tmp_path.iterdir()] == ["disc"]


def test_what_is_too_large_has_no_picture_and_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_ct_series(tmp_path / "disc", 1, pixels=gradient(30, 50), **PERSON)
    cine(tmp_path / "disc", moving(3))
    monkeypatch.setattr(picture_copies, "PICTURE_PIXELS", 40 * 60 - 1)
    account = run(request(tmp_path / "disc", Kind.PNG))
    assert (account.pictures, account.not_drawn) == (1, 1)
    assert account.notes() == ["1 objects have no picture."]
    assert not list((tmp_path / "copy").rglob("F0*"))


def test_nothing_to_draw_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ct_series(tmp_path / "disc", 1, pixels=gradient(30, 50), **PERSON)
    monkeypatch.setattr(picture_copies, "PICTURE_PIXELS", 1)
    with pytest.raises(DeidError, match="picture"):
        run(request(tmp_path / "disc", Kind.PNG))
    assert [path.name for path in tmp_path.iterdir()] == ["disc"]


def test_no_name_is_in_any_file(tmp_path: Path) -> None:
    cine(tmp_path / "disc", moving(3))
    run(request(tmp_path / "disc", Kind.MP4))
    for path in (tmp_path / "copy").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [word for word in (b"Lindqvist", b"7784512", b"1.2.826") if word in data]


def test_what_nobody_expected_costs_one_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_ct_series(tmp_path / "disc", 3, pixels=gradient(30, 50), **PERSON)
    honest, once = prepare, [True]

    def failing(*arguments: Any) -> Any:
        if once:
            once.clear()
            raise ZeroDivisionError
        return honest(*arguments)

    monkeypatch.setattr(picture_copies, "prepare", failing)
    account = run(request(tmp_path / "disc", Kind.PNG))
    assert (account.pictures, account.not_drawn) == (2, 1)
    assert len(list((tmp_path / "copy").rglob("*.PNG"))) == 2
