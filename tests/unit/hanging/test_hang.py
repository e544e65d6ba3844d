"""Which protocol fits which examination, and what goes where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.factories.studies import BEFORE, Scan, hang_items_of, mammogram, mammograms, scan
from viewer.hanging.hang import Hanging, hang, matching
from viewer.hanging.protocol import CellRule, Protocol
from viewer.hanging.protocol_file import built_in_protocols
from viewer.hanging.traits import HangItem
from viewer.model.display_set import ImageStack, StackKind
from viewer.model.viewport import Room, ViewState

FOUR = (("R", "CC"), ("L", "CC"), ("R", "MLO"), ("L", "MLO"))


def best(*items: HangItem, main: str = "") -> Hanging:
    return hang(items, built_in_protocols(), main)


def by_id(protocol_id: str, items: tuple[HangItem, ...], main: str = "") -> Hanging | None:
    found = [h for h in matching(items, built_in_protocols(), main) if h.protocol.id == protocol_id]
    return found[0] if found else None


def places(hanging: Hanging) -> list[tuple[str, int | None]]:
    return [(cell.uid, cell.index) for cell in hanging.cells]


# Mammography


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 0, 1)])
def test_four_views_in_one_series_in_any_order(order: tuple[int, ...]) -> None:
    views = [FOUR[n] for n in order]
    hung = best(*hang_items_of(mammograms("s", *views)))
    assert hung.reason == "Mammography, four views"
    assert (hung.rows, hung.columns) == (2, 2)
    assert places(hung) == [("s", views.index(view)) for view in FOUR]
    assert all(cell.view.quarter_turns == 0 and not cell.view.flipped for cell in hung.cells)


def test_four_views_in_a_series_each() -> None:
    stacks = [mammograms(f"{side}{view}", (side, view)) for side, view in reversed(FOUR)]
    hung = best(*hang_items_of(*stacks))
    assert [cell.uid for cell in hung.cells] == ["RCC", "LCC", "RMLO", "LMLO"]
    assert hung.layout.cells == ("RCC", "LCC", "RMLO", "LMLO")


def test_a_missing_view_is_named_and_its_cell_stays_empty() -> None:
    hung = best(*hang_items_of(mammograms("s", ("R", "CC"), ("R", "MLO"), ("L", "MLO"))))
    assert hung.reason == "Mammography, four views; no left CC"
    assert places(hung) == [("s", 0), ("", None), ("s", 1), ("s", 2)]
    assert hung.cells[1].missing == "No left CC in this examination"


def test_two_views_are_not_four() -> None:
    hung = best(*hang_items_of(mammograms("s", ("L", "MLO"), ("R", "MLO"))))
    assert hung.reason == "Mammography, right and left"
    assert places(hung) == [("s", 1), ("s", 0)]


def test_one_breast_alone_is_no_pair() -> None:
    assert best(*hang_items_of(mammograms("s", ("L", "MLO"), ("L", "CC")))).protocol.id == "single"


@pytest.mark.parametrize(
    ("side", "lies", "view"),
    [
        ("R", "P\\FL", ViewState()),
        ("R", "A\\FL", ViewState(flipped=True)),  # seen from the other side
        ("R", "A\\HR", ViewState(quarter_turns=2)),  # upside down: turned, not mirrored
        ("L", "P\\FR", ViewState(flipped=True)),
        ("L", "", ViewState()),  # nobody knows how it lies: it stays
    ],
)
def test_chest_walls_face_each_other(side: str, lies: str, view: ViewState) -> None:
    views = [v for v in FOUR if v != (side, "MLO")]
    stack = mammograms("s", *views)
    other = mammogram("o", 0, side, "MLO", patient_orientation=lies)
    odd = ImageStack("o", "", StackKind.SINGLE, (other,))
    hung = best(*hang_items_of(stack, odd))
    cell = next(cell for cell in hung.cells if cell.uid == "o")
    assert (cell.view.quarter_turns, cell.view.flipped) == (view.quarter_turns, view.flipped)


@pytest.mark.parametrize(
    ("view", "lies", "turned"),
    [
        ("CC", "A\\R", ViewState()),
        ("CC", "P\\R", ViewState(flipped=True)),  # turned it would stand on its head
        ("CC", "P\\L", ViewState(quarter_turns=2)),
        ("MLO", "P\\FR", ViewState(flipped=True)),
        ("MLO", "P\\HL", ViewState(quarter_turns=2)),
    ],
)
def test_a_pair_stands_upright_too(view: str, lies: str, turned: ViewState) -> None:
    left = ImageStack(
        "l", "", StackKind.SINGLE, (mammogram("l", 0, "L", view, patient_orientation=lies),)
    )
    hung = best(*hang_items_of(mammograms("r", ("R", view)), left))
    assert hung.protocol.id == "mammography-pair"
    found = hung.cells[1].view
    assert (found.quarter_turns, found.flipped) == (turned.quarter_turns, turned.flipped)


def test_every_view_stands_beside_the_earlier_one() -> None:
    now = hang_items_of(mammograms("now", *FOUR))
    then = hang_items_of(mammograms("then", *FOUR[:3], study=BEFORE), study=1)
    hung = by_id("prior-mammography", (*now, *then))
    assert hung is not None
    assert places(hung) == [
        ("now", 0),
        ("then", 0),
        ("now", 1),
        ("then", 1),
        ("now", 2),
        ("then", 2),
        ("now", 3),
        ("", None),
    ]
    assert hung.cells[7].missing == "No earlier left MLO"
    rooms = [cell.view.room for cell in hung.cells[:4]]
    assert [room.toward for room in rooms if room] == ["right", "right", "left", "left"]
    assert best(*now, *then).protocol.id == "mammography", "the examination itself comes first"


def test_mammograms_of_two_detectors_are_scaled_alike_and_stand_at_the_middle() -> None:
    small = mammograms("a", ("R", "CC"), ("L", "CC"), size=(100, 80), pixel_mm=0.1)
    large = mammograms("b", ("R", "MLO"), ("L", "MLO"), size=(240, 160), pixel_mm=0.05)
    hung = best(*hang_items_of(small, large))
    rooms = [cell.view.room for cell in hung.cells]
    # 8 x 10 mm and 8 x 12 mm: room for 8 x 12 mm everywhere, in columns of each.
    assert rooms[0] == Room(80.0, 120.0, "right")
    assert rooms[1] == Room(80.0, 120.0, "left")
    assert rooms[2] == Room(160.0, 240.0, "right")


def test_the_side_comes_from_any_source_but_not_from_sources_that_disagree() -> None:
    fine = mammograms("s", *FOUR)
    assert best(*hang_items_of(fine)).protocol.id == "mammography"
    frames = (*fine.frames[:3], mammogram("s", 3, "L", "MLO", laterality=("L", "R")))
    doubtful = ImageStack("s", "", StackKind.SLICES, frames)
    hung = best(*hang_items_of(doubtful))
    assert hung.reason == "Mammography, four views; no left MLO"


def test_a_description_names_view_and_side_where_the_header_does_not() -> None:
    names = {"R CC": 0, "LCC": 1, "MLO rechts": 2, "L-MLO": 3}
    stacks = [
        ImageStack(name, "", StackKind.SINGLE, (mammogram(name, 0, "", "", description=name),))
        for name in names
    ]
    hung = best(*hang_items_of(*stacks))
    assert [cell.uid for cell in hung.cells] == list(names)


def test_the_view_to_look_at_is_the_whole_breast_processed_and_the_last_taken() -> None:
    raw = mammogram("s", 4, "R", "CC", for_processing=True, acquired="20240312120000")
    spot = mammogram("s", 5, "R", "CC", modifiers=("M",), acquired="20240312120000")
    again = mammogram("s", 6, "R", "CC", acquired="20240312110000")
    frames = (*mammograms("s", *FOUR).frames, raw, spot, again)
    hung = best(*hang_items_of(ImageStack("s", "", StackKind.SLICES, frames)))
    assert hung.cells[0].index == 6


def test_a_rejected_view_is_not_hung() -> None:
    items = list(hang_items_of(mammograms("s", *FOUR)))
    items[1] = replace(items[1], rejected=True)
    assert best(*items).reason == "Mammography, four views; no left CC"


# X-ray


def xray(uid: str, view: str, description: str = "Thorax", **changes: str) -> ImageStack:
    frame = mammogram(uid, 0, "", view, description=description, modality="DX", **changes)
    return ImageStack(uid, "", StackKind.SINGLE, (frame,))


@pytest.mark.parametrize(
    ("frontal", "lateral"),
    [
        (("PA", "Chest PA"), ("LL", "Chest lateral")),
        (("AP", "Thorax"), ("LATERAL", "Thorax")),
        (("", "Thorax p.a."), ("", "Thorax seitlich")),
        (("", "Thorax face"), ("", "Thorax profil")),
        (("", "Tórax PA"), ("", "Tórax lateral")),
    ],
)
def test_chest_from_front_and_side(frontal: tuple[str, str], lateral: tuple[str, str]) -> None:
    hung = best(*hang_items_of(xray("lat", *lateral), xray("pa", *frontal)))
    assert hung.reason == "Chest, frontal and lateral"
    assert hung.protocol.automatic
    assert [cell.uid for cell in hung.cells] == ["pa", "lat"]


def test_a_knee_is_no_chest_and_is_not_hung_by_itself() -> None:
    hung = best(*hang_items_of(xray("a", "AP", "Knee"), xray("b", "LL", "Knee")))
    assert hung.protocol.id == "x-ray-two-views"
    assert not hung.protocol.automatic


def test_a_single_x_ray() -> None:
    assert best(*hang_items_of(xray("a", "AP", "Hand"))).reason == "Single X-ray"


# MR and CT


def slices(uid: str, description: str, plane: str = "axial", **changes: object) -> ImageStack:
    return scan(Scan(uid, "MR", description, plane=plane, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "names",
    [
        ("t2_tse_tra", "t2_tirm_tra_dark-fluid", "t1_se_tra", "ep2d_diff_3scan_trace"),  # Siemens
        ("AX T2 PROPELLER", "AX T2 FLAIR", "AX T1 FSPGR", "AX DWI 1000b"),  # GE
        ("T2W_TSE", "FLAIR_longTR", "T1W_SE", "DWI_SSh"),  # Philips
        ("T2 ax Schädel", "FLAIR ax", "T1 ax nativ", "Diffusion"),
        ("T2 axial crâne", "FLAIR axial", "T1 axial", "Diffusion axiale"),
    ],
)
def test_brain_by_sequence_as_several_makers_name_them(names: tuple[str, ...]) -> None:
    stacks = [slices(name, name, count=9) for name in reversed(names)]
    adc = slices("adc", "ep2d_diff_3scan_trace_ADC", count=30)
    scout = scan(Scan("scout", "MR", "localizer t2", plane="axial", kind=StackKind.LOCALIZER))
    hung = best(*hang_items_of(scout, adc, *stacks, about="MR brain"))
    assert hung.reason == "Brain MR by sequence"
    assert [cell.uid for cell in hung.cells] == list(names)
    assert {cell.index for cell in hung.cells} == {4}


def test_axial_is_preferred_and_three_of_four_leave_no_hole() -> None:
    items = hang_items_of(
        slices("t2 sag", "t2_sag", "sagittal", count=40),
        slices("t2 ax", "t2_tra"),
        slices("t1", "t1_tra"),
        slices("flair", "flair_cor", "coronal"),
        about="Kopf",
    )
    hung = best(*items)
    assert (hung.rows, hung.columns) == (1, 3)
    assert [cell.uid for cell in hung.cells] == ["t2 ax", "flair", "t1"]


def test_spine_from_the_side_with_lines() -> None:
    items = hang_items_of(
        slices("ax", "t2_tse_tra", "axial"),
        slices("t1", "t1_tse_sag", "sagittal"),
        slices("t2", "t2_tse_sag", "sagittal"),
        slices("stir", "t2_tirm_sag", "sagittal"),
        about="MRT LWS",
    )
    hung = best(*items)
    assert hung.reason == "Spine, sagittal and axial"
    assert [cell.uid for cell in hung.cells] == ["t2", "t1", "ax"]
    assert hung.protocol.lines


def ct(uid: str, description: str, kernel: str = "", **changes: object) -> ImageStack:
    return scan(Scan(uid, "CT", description, plane="axial", kernel=kernel, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sharp", "soft"),
    [
        (("Thorax 1.0", "B70f"), ("Thorax 5.0", "B30f")),
        (("Recon 2", "LUNG"), ("Recon 3", "STANDARD")),
        (("Lunge", ""), ("Weichteil", "")),
        (("Poumon", ""), ("Parties molles", "")),
        (("HRCT", "FC52"), ("Mediastino", "FC08")),
    ],
)
def test_chest_by_kernel_each_with_its_window(
    sharp: tuple[str, str], soft: tuple[str, str]
) -> None:
    items = hang_items_of(ct("soft", *soft), ct("sharp", *sharp), about="CT Thorax")
    hung = by_id("ct-kernels", items)
    assert hung is not None
    assert [cell.uid for cell in hung.cells] == ["sharp", "soft"]
    assert [(c.window.center, c.window.width) for c in hung.cells if c.window] == [
        (-600, 1500),
        (50, 350),
    ]


@pytest.mark.parametrize(
    ("native", "arterial", "venous"),
    [
        ("Abdomen native", "Abdomen arterial", "Abdomen portal venous"),
        ("Abdomen nativ", "Abdomen arteriell", "Abdomen portalvenös"),
        ("Abdomen sans injection", "Temps artériel", "Temps portal"),
        ("Abdomen sin contraste", "Fase arterial", "Fase venosa"),
    ],
)
def test_phases_in_four_languages(native: str, arterial: str, venous: str) -> None:
    items = hang_items_of(ct("v", venous), ct("n", native), ct("a", arterial))
    hung = best(*items)
    assert hung.reason == "CT by phase"
    assert (hung.rows, hung.columns) == (1, 3)
    assert [cell.uid for cell in hung.cells] == ["n", "a", "v"]


def test_pet_beside_ct() -> None:
    pet = scan(Scan("pet", "PT", "PET WB", plane="axial"))
    nac = scan(Scan("nac", "PT", "PET NAC", plane="axial", count=50))
    items = hang_items_of(pet, nac, ct("ct", "CT low dose AC"))
    hung = best(*items)
    assert hung.reason == "PET beside CT"
    assert [cell.uid for cell in hung.cells] == ["ct", "pet"]


def test_film_beside_still_picture() -> None:
    film = scan(Scan("film", "US", count=20, kind=StackKind.CINE))
    still = scan(Scan("still", "US", count=1))
    hung = best(*hang_items_of(still, film))
    assert hung.reason == "Film beside still picture"
    assert [cell.uid for cell in hung.cells] == ["film", "still"]


def test_the_series_on_show_beside_the_same_of_an_earlier_examination() -> None:
    now = hang_items_of(ct("lung", "Lung"), ct("soft", "Soft tissue"))
    before = hang_items_of(
        ct("old soft", "Soft tissue", study=BEFORE), ct("old lung", "Lunge", study=BEFORE), study=1
    )
    hung = by_id("prior", (*now, *before), "lung")
    assert hung is not None
    assert [cell.uid for cell in hung.cells] == ["lung", "old lung"]
    assert by_id("prior", now, "lung") is None


# What is never done


def test_a_localizer_is_hung_only_if_there_is_nothing_else() -> None:
    scout = scan(Scan("scout", "CT", "Topogram", count=1))
    scout = ImageStack("scout", "", StackKind.LOCALIZER, scout.frames)
    assert best(*hang_items_of(scout, ct("a", "Abdomen"))).cells[0].uid == "a"
    assert best(*hang_items_of(scout)).cells[0].uid == "scout"


def test_nothing_is_hung_twice() -> None:
    rule = CellRule(modality=("CT",))
    protocol = Protocol("p", "Two", 1, 2, (rule, rule))
    assert matching(hang_items_of(ct("a", "x")), [protocol]) == ()
    two = matching(hang_items_of(ct("a", "x"), ct("b", "y")), [protocol])[0]
    assert {cell.uid for cell in two.cells} == {"a", "b"}


def test_nothing_at_all() -> None:
    hung = hang((), built_in_protocols())
    assert hung.layout.cells == ("",)
