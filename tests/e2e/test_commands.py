"""The commands as a script sees them: exit status, JSON, files."""

import csv
import json
import os
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest

from tests.factories.dicom import image_dataset, make_ct_series, make_image, save
from tests.factories.presentation import area, graphic, item_of, state_dataset, window
from viewer.cli.main import run


def info(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    run(["info", str(path), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def account(folder: Path) -> list[dict[str, str]]:
    with (folder / "export.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_info_lists_every_instance_of_the_disc(
    demo_disc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = info(demo_disc, capsys)
    patients = document["patients"]
    assert isinstance(patients, list)
    listed = {
        instance["path"]: instance
        for patient in patients
        for study in patient["studies"]
        for series in study["series"]
        for instance in series["instances"]
    }
    on_disc = {name for name in files(demo_disc) if name.startswith("DICOM/")}
    assert set(listed) == on_disc
    for name, instance in listed.items():
        header = pydicom.dcmread(demo_disc / name, stop_before_pixels=True)
        assert instance["sop_instance_uid"] == header.SOPInstanceUID
        assert instance["sop_class_uid"] == header.SOPClassUID
        assert instance["transfer_syntax_uid"] == header.file_meta.TransferSyntaxUID
        images = int(header.get("NumberOfFrames", 1)) if "Rows" in header else 0
        assert instance["frames"] == images
    number = len(on_disc)
    assert document["counts"] == dict.fromkeys(["referenced", "found", "readable", "shown"], number)
    assert patients[0]["name"] == "Lightbox, Demo"


def test_check_is_clean_on_a_good_disc_and_names_what_a_bad_one_lost(
    tmp_path: Path, demo_disc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(demo_disc)]) == 0
    assert "Everything is readable." in capsys.readouterr().out
    make_ct_series(tmp_path / "disc", slices=5)
    victim = sorted(p for p in (tmp_path / "disc").rglob("*") if p.is_file())[2]
    victim.write_bytes(victim.read_bytes()[:-100])  # within the pixels
    assert run(["check", str(tmp_path / "disc"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [f["path"] for f in report["findings"] if f["severity"] != "info"] == [
        victim.relative_to(tmp_path / "disc").as_posix()
    ]


@pytest.mark.parametrize("command", ["check", "info"])
def test_what_is_no_disc_is_unreadable(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("no pictures here")
    assert run([command, str(tmp_path)]) == 3
    assert run([command, str(tmp_path / "not there")]) == 3
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("size", ["big", "16385x1"])
def test_wrong_usage_is_status_2(tmp_path: Path, size: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(["render", str(tmp_path), "--size", size, "--out", "x.png"])
    assert stopped.value.code == 2


def test_export_accounts_for_every_file_and_never_overwrites(tmp_path: Path) -> None:
    source = tmp_path / "disc"
    make_ct_series(source, slices=3)
    first = next(p for p in sorted(source.rglob("*")) if p.is_file())
    copy = pydicom.dcmread(first)  # the same SOP Instance UID in two files
    copy.PixelData = bytes(len(copy.PixelData))
    copy.save_as(source / "COPY")
    (source / "README.TXT").write_text("hello")
    (source / "CUT").write_bytes(first.read_bytes()[:200])
    out = tmp_path / "out"
    assert run(["export", str(source), "--format", "npy", "--to", str(out)]) == 1
    rows = account(out)
    assert {row["source"] for row in rows} == files(source)
    written = [row["output"] for row in rows if row["status"] == "ok"]
    assert len(written) == len(set(written)) == 4
    states = {row["source"]: row["status"] for row in rows}
    assert states["README.TXT"] == "skipped"
    assert states["CUT"] == "failed"
    same = [row for row in rows if row["sop_instance_uid"] == str(copy.SOPInstanceUID)]
    assert {row["source"] for row in same} == {"COPY", first.relative_to(source).as_posix()}
    for row in same:
        array = np.load(out / row["output"])
        assert np.array_equal(array, pydicom.dcmread(source / row["source"]).pixel_array)


def test_export_png_uses_the_window_of_the_file(tmp_path: Path) -> None:
    values = np.array([[0, 1000], [2000, 4095]], np.uint16)
    make_image(
        tmp_path / "disc" / "IM",
        pixels=values,
        RescaleIntercept=0,
        WindowCenter=1000,
        WindowWidth=1,
    )
    out = tmp_path / "out"
    assert run(["export", str(tmp_path / "disc"), "--to", str(out)]) == 0
    picture = imagecodecs.png_decode((out / account(out)[0]["output"]).read_bytes())
    assert picture[..., 0].tolist() == [[0, 255], [255, 255]]


def test_render_draws_the_frame_asked_for_at_the_size_asked_for(
    tmp_path: Path, demo_disc: Path
) -> None:
    one, two = tmp_path / "1.png", tmp_path / "2.png"
    common = ["render", str(demo_disc), "--size", "320x200", "--preset", "lung"]
    assert run([*common, "--frame", "1", "--out", str(one)]) == 0
    assert run([*common, "--frame", "3", "--out", str(two)]) == 0
    pictures = [imagecodecs.png_decode(path.read_bytes()) for path in (one, two)]
    assert [picture.shape for picture in pictures] == [(200, 320, 3)] * 2
    assert not np.array_equal(pictures[0], pictures[1])
    assert run([*common, "--frame", "100000", "--out", str(one)]) == 2


@pytest.mark.usefixtures("qapp")  # else the command makes an application that stays behind
def test_render_with_annotations_adds_text_and_keeps_the_picture(
    tmp_path: Path, demo_disc: Path
) -> None:
    plain, marked = tmp_path / "plain.png", tmp_path / "marked.png"
    common = ["render", str(demo_disc), "--size", "640x480"]
    assert run([*common, "--out", str(plain)]) == 0
    assert run([*common, "--annotations", "--out", str(marked)]) == 0
    one, two = (imagecodecs.png_decode(p.read_bytes())[..., :3] for p in (plain, marked))
    assert np.array_equal(one[200:280, 280:360], two[200:280, 280:360])
    assert not np.array_equal(one[:60, :200], two[:60, :200])


@pytest.mark.parametrize("where", ["disc/out", "disc"])
def test_nothing_is_written_to_the_medium(
    where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """M-042, however the command is told to."""
    make_ct_series(tmp_path / "disc", slices=2)
    before = files(tmp_path / "disc")
    assert run(["export", str(tmp_path / "disc"), "--to", str(tmp_path / where)]) == 2
    picture = str(tmp_path / where / "x.png")
    assert run(["render", str(tmp_path / "disc"), "--out", picture]) == 2
    assert files(tmp_path / "disc") == before
    assert "another place" in capsys.readouterr().err


def test_an_export_is_not_written_over_another_unless_asked(tmp_path: Path) -> None:
    make_ct_series(tmp_path / "disc", slices=1)
    export = ["export", str(tmp_path / "disc"), "--to", str(tmp_path / "out")]
    assert run(export) == 0
    assert run(export) == 2
    assert run([*export, "--overwrite"]) == 0


def test_every_frame_a_header_promises_is_accounted_for(tmp_path: Path) -> None:
    frames = np.arange(3 * 16 * 20, dtype=np.uint16).reshape(3, 16, 20)
    make_image(tmp_path / "disc" / "IM", pixels=frames, NumberOfFrames=10)
    assert run(["export", str(tmp_path / "disc"), "--to", str(tmp_path / "out")]) == 1
    rows = account(tmp_path / "out")
    assert [row["frame"] for row in rows] == [str(number) for number in range(1, 11)]
    assert [row["status"] for row in rows] == ["ok"] * 3 + ["failed"] * 7


def test_file_names_that_are_no_text_do_no_harm(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "disc"
    (image,) = make_ct_series(source, slices=1)
    try:
        image.rename(source / os.fsdecode(b"IM\xff1"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert run(["export", str(source), "--to", str(tmp_path / "out")]) == 0
    assert account(tmp_path / "out")[0]["source"] == "IM\\udcff1"
    assert run(["info", str(source)]) == 0
    assert "1 readable" in capsys.readouterr().out


def test_frames_of_a_series_are_numbered_through_its_sub_stacks(tmp_path: Path) -> None:
    def turn_last(ds: pydicom.Dataset, index: int) -> None:
        if index >= 2:
            ds.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]

    first, *_ = make_ct_series(tmp_path / "disc", slices=4, change=turn_last)
    series = str(pydicom.dcmread(first).SeriesInstanceUID)
    common = ["render", str(tmp_path / "disc"), "--series", series, "--size", "64x64"]
    out = ["--out", str(tmp_path / "x.png")]
    assert run([*common, "--frame", "4", *out]) == 0
    assert run([*common, "--frame", "5", *out]) == 2


@pytest.mark.usefixtures("qapp")
def test_render_shows_an_image_as_a_state_on_the_disc_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """P-016: a state by its label, with its drawings; "none" is the file's own look."""
    image = image_dataset()
    line = graphic("POLYLINE", (1, 8, 19, 8))
    state = state_dataset(
        [image],
        PresentationLUTShape="INVERSE",
        SoftcopyVOILUTSequence=[window(0, 4000)],
        GraphicLayerSequence=[item_of(GraphicLayer="ONE", GraphicLayerOrder=1)],
        GraphicAnnotationSequence=[item_of(GraphicLayer="ONE", GraphicObjectSequence=[line])],
    )
    true_size = state_dataset(
        [image],
        number=2,
        ContentLabel="TRUE",
        DisplayedAreaSelectionSequence=[area(1, 1, 20, 16, PresentationSizeMode="TRUE SIZE")],
    )
    for name, ds in (("IM", image), ("PR1", state), ("PR2", true_size)):
        save(ds, tmp_path / "disc" / name)

    def picture(*more: str, status: int = 0) -> np.ndarray:
        out = tmp_path / "x.png"
        common = ["render", str(tmp_path / "disc"), "--size", "200x160", "--out", str(out)]
        assert run([*common, *more]) == status
        return np.asarray(imagecodecs.png_decode(out.read_bytes())[..., :3])

    plain = picture()
    assert np.array_equal(picture("--state", "none"), plain)
    shown = picture("--state", "marked")
    assert np.array_equal(picture("--state", str(state.SOPInstanceUID)), shown)
    line_at, beside = shown[80, 100].astype(int), shown[120, 100].astype(int)
    assert np.ptp(line_at) > 50  # the line has a colour, the picture none
    assert np.ptp(beside) == 0
    hounsfield = image.pixel_array[12, 10] - 1024.0
    assert abs(shown[125, 105, 0] - (255 - (hounsfield + 2000) / 4000 * 255)) <= 1
    capsys.readouterr()
    picture("--state", "TRUE", status=1)
    assert "partially applied, without: true size" in capsys.readouterr().err
    assert run(["render", str(tmp_path / "disc"), "--state", "other", "--out", "x.png"]) == 2
    assert "there are: TRUE, MARKED" in capsys.readouterr().err


def test_rescue_makes_a_copy_and_says_what_is_in_it(
    demo_disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["rescue", str(demo_disc), "--to", str(tmp_path / "copy")]) == 0
    said = capsys.readouterr().out
    assert "Nothing: all that is listed was read." in said
    assert (tmp_path / "copy" / "RESCUE.TXT").is_file()
    assert run(["check", str(tmp_path / "copy")]) == 0
    assert run(["rescue", str(demo_disc), "--to", str(tmp_path / "copy")]) == 6
    assert run(["rescue", str(demo_disc), "--to", str(demo_disc / "copy")]) == 2
    assert run(["rescue", str(tmp_path / "nothing"), "--to", str(tmp_path / "copy2")]) == 2


def test_rescue_of_what_holds_no_images_says_so_and_keeps_what_it_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "note.txt").write_text("only a note")
    assert run(["rescue", str(tmp_path / "disc"), "--to", str(tmp_path / "copy")]) == 4
    assert str(tmp_path / "copy.rescue") in capsys.readouterr().err


@pytest.mark.parametrize("number", ["-1", "21", "many"])
def test_rescue_tries_a_sensible_number_of_times(tmp_path: Path, number: str) -> None:
    with pytest.raises(SystemExit):
        run(["rescue", str(tmp_path), "--to", str(tmp_path / "copy"), "--retries", number])


def test_rescue_says_how_many_objects_were_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ds = image_dataset(PatientName="Mxxller", SpecificCharacterSet=None)
    path = save(ds, tmp_path / "disc" / "image.dcm")
    path.write_bytes(path.read_bytes().replace(b"Mxxller", b"M\xc3\xbcller"))
    capsys.readouterr()
    assert run(["rescue", str(tmp_path / "disc"), "--to", str(tmp_path / "copy.iso")]) == 0
    assert "1 of them mended" in capsys.readouterr().out
