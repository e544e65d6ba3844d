"""The archive a faster start is made from: on a disc wherever it costs neither disc nor medium."""

import os
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage
from types import SimpleNamespace
from typing import Any

import pytest

from tests.factories.dicom import make_ct_series, make_image
from tests.factories.discs import published
from tests.factories.kits import FILES, make_kit
from viewer.cli.main import run
from viewer.publish import kits
from viewer.publish.furnish import Wanted
from viewer.publish.image_check import read_tree
from viewer.publish.kits import Kit, find_kit, kits_at_hand
from viewer.publish.plan import PublishPlan
from viewer.publish.profiles import CARRIERS, Carrier
from viewer.publish.publisher import Publisher, Request
from viewer.publish.telling import plan_text

ARCHIVE = "VIEWER/WINDOWS.PAK"
PACKED = b"the program, packed"
pytestmark = pytest.mark.usefixtures("qapp")  # previews are drawn by Qt


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kit and its twin, and no other that may be built beside this checkout."""
    folder = tmp_path / "kits"
    make_kit(folder, files=FILES)
    make_kit(
        folder, "windows-packed", files={"VIEWER/a.bin": FILES["VIEWER/a.bin"], ARCHIVE: PACKED}
    )
    monkeypatch.setattr(kits, "_own_places", lambda: [folder])
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "source", 2, PatientName="Berg^Anna", PatientID="A1")
    return tmp_path / "source"


def planned(source: Path, *with_kits: Kit, **more: Any) -> PublishPlan:
    request = Request((source,), source.parent / "disc", wanted=Wanted(with_kits), **more)
    return Publisher(request).plan()


def carrier(capacity: int) -> Carrier:
    return Carrier("small", "Small disc", capacity)


def publish(*words: object) -> int:
    return run(["publish", *map(str, words)])


def test_it_is_on_a_disc_by_default_and_the_plan_says_so(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(source, "--to", tmp_path / "disc", "--no-tools") == 0
    disc = tmp_path / "disc"
    assert (disc / ARCHIVE).read_bytes() == PACKED
    assert "viewer for Windows, and packed for a faster start: 1 MB" in capsys.readouterr().out
    # It is no viewer of its own to whoever reads about them.
    assert (disc / "README.TXT").read_text().count("START.EXE") == 1


@pytest.mark.parametrize(
    ("options", "is_there"),
    [
        (("--viewer", "windows"), True),
        (("--viewer", "windows", "--no-packed"), False),
        (("--no-packed",), False),
        (("--viewer", "windows,windows-packed"), True),
        (("--viewer", "windows-packed"), True),
        (("--no-viewer",), False),
    ],
)
def test_with_it_and_without(
    source: Path, tmp_path: Path, options: tuple[str, ...], *, is_there: bool
) -> None:
    assert publish(source, "--to", tmp_path / "disc", "--no-tools", "--no-web", *options) == 0
    assert (tmp_path / "disc" / ARCHIVE).exists() is is_there


def test_it_goes_where_there_is_room_to_the_byte(source: Path) -> None:
    kit = find_kit("windows")
    bare = planned(source, replace(kit, packed=None)).length
    for room, archives in ((bare + 2047, 0), (bare + 2048, 1)):
        plan = planned(source, kit, carrier=carrier(room))
        assert [len(disc.archives) for disc in plan.discs] == [archives]
        assert plan.length == bare + 2048 * archives
    assert "packed as well it has no room: 1 MB" in plan_text(
        planned(source, kit, carrier=carrier(bare)), Path("disc")
    )


def test_each_disc_has_it_where_it_fits(tmp_path: Path) -> None:
    """The fuller of two discs goes without, and no third is begun."""
    make_ct_series(tmp_path / "source", 4, PatientID="A1")
    make_image(tmp_path / "source" / "other", PatientID="B2", PatientName="Cole^Bea", number=9)
    kit, more = find_kit("windows"), {"disc_for_each": True}
    bare = planned(tmp_path / "source", replace(kit, packed=None), **more)
    assert len(bare.discs) == 2
    fullest = max(disc.length for disc in bare.discs)
    target = tmp_path / "discs"
    made = published(
        tmp_path / "source", target=target, wanted=Wanted((kit,)),
        carrier=carrier(fullest), **more,
    )  # fmt: skip
    there = [(place / ARCHIVE).exists() for place in made.places]
    assert there == [disc.length < fullest for disc in bare.discs]
    assert sorted(there) == [False, True]


def test_what_is_named_is_there_whatever_it_takes(source: Path) -> None:
    """Files that two kits share count once."""
    both = find_kit("windows"), find_kit("windows-packed")
    bare = planned(source, replace(both[0], packed=None)).length
    plan = planned(source, *both)
    assert (plan.length, plan.discs[0].archives) == (bare + 2048, ())
    assert "viewer for Windows, packed\n" in plan_text(plan, Path("disc"))


def test_no_larger_medium_is_needed_for_it(source: Path, places: Path) -> None:
    """Where nobody said how much fits, what would fit onto a CD still does."""
    os.truncate(places / "windows-packed" / "tree" / ARCHIVE, CARRIERS["cd"].capacity or 0)
    plan = planned(source, find_kit("windows"), carrier=CARRIERS["any"])
    assert plan.discs[0].archives == ()
    assert "fits onto a CD" in plan_text(plan, Path("disc"))
    os.truncate(places / "windows-packed" / "tree" / ARCHIVE, 500 << 20)
    assert planned(source, find_kit("windows"), carrier=CARRIERS["any"]).discs[0].archives


def test_a_place_with_room_for_the_rest_only_gets_the_rest(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit = find_kit("windows")
    free = planned(source, replace(kit, packed=None)).length
    real = disk_usage

    def nearly_full(place: Path) -> object:
        return SimpleNamespace(total=real(place).total, used=0, free=free)

    monkeypatch.setattr("viewer.publish.delivery.shutil.disk_usage", nearly_full)
    made = published(source, target=tmp_path / "disc", wanted=Wanted((kit,)))
    assert made.plan.length == free
    assert not (tmp_path / "disc" / ARCHIVE).exists()
    assert (tmp_path / "disc" / "START.EXE").exists()


@pytest.mark.parametrize(
    "files",
    [
        {"VIEWER/a.bin": b"of another build", ARCHIVE: PACKED},
        {"VIEWER/a.bin": FILES["VIEWER/a.bin"]},  # no archive
    ],
)
def test_the_archive_of_another_build_is_no_use(places: Path, files: dict[str, bytes]) -> None:
    tree = places / "windows-packed" / "tree"
    (tree / ARCHIVE).unlink()
    for name, data in files.items():
        (tree / name).write_bytes(data)
    assert find_kit("windows").packed is None


def test_a_medium_hands_on_what_it_has(source: Path, tmp_path: Path, places: Path) -> None:
    kit = find_kit("windows")
    disc = tmp_path / "disc"
    published(source, target=disc, wanted=Wanted((kit,)))
    (disc / "VIEWER" / "WINDOWS").mkdir()
    (disc / "VIEWER" / "WINDOWS" / "load.lst").write_text("")
    (places / "windows" / "kit.toml").unlink()
    (carried,) = kits_at_hand(disc / "START.EXE")
    assert carried.packed is not None
    assert carried.packed.files == (ARCHIVE,)
    assert not carried.is_packed
    published(source, target=tmp_path / "next", wanted=Wanted((carried,)))
    assert (tmp_path / "next" / ARCHIVE).read_bytes() == PACKED
    (disc / ARCHIVE).unlink()
    (alone,) = kits_at_hand(disc / "START.EXE")
    assert alone.packed is None


def test_an_image_has_it_behind_the_viewer(source: Path, tmp_path: Path) -> None:

    image = tmp_path / "disc.iso"
    published(source, target=image, wanted=Wanted((find_kit("windows"),)))
    found = read_tree(image).rock_ridge
    order = sorted(found, key=lambda name: found[name].sector)
    assert order.index("VIEWER/a.bin") + 1 == order.index(ARCHIVE)
    assert order.index(ARCHIVE) < min(n for n, name in enumerate(order) if "IM0" in name)
