"""What is shown first."""

from dataclasses import replace

from tests.factories.headers import image_header, instance
from viewer.hanging.hang import first_display_set, first_layout
from viewer.model.display_set import (
    DisplaySet,
    Document,
    DocumentKind,
    ImageStack,
    StackFrame,
    StackKind,
)
from viewer.model.header import SeriesFacts, StudyFacts
from viewer.model.image import FrameKey


def _stack(
    uid: str, date: str = "20240101", number: int | None = 1, kind: StackKind = StackKind.SLICES
) -> ImageStack:
    header = image_header(uid)
    header = replace(header, study=StudyFacts(date, date), series=SeriesFacts(uid, number))
    assert header.image is not None
    frame = StackFrame(FrameKey(header.file, 0), header, header.image.frames[0])
    return ImageStack(uid, "", kind, (frame,))


def _document(uid: str, date: str = "20250101") -> Document:
    header = replace(image_header(uid), study=StudyFacts(date, date), image=None)
    return Document(uid, "", DocumentKind.PDF, instance(header), header)


def _first(*sets: DisplaySet) -> str:
    best = first_display_set(sets)
    assert best is not None
    return best.uid


def test_the_newest_study_comes_first() -> None:
    assert _first(_stack("old", "20200101"), _stack("new", "20240101")) == "new"


def test_the_lowest_series_number_of_a_study_comes_first() -> None:
    assert _first(_stack("c", number=None), _stack("b", number=3), _stack("a", number=2)) == "a"


def test_a_localizer_never_comes_before_an_image() -> None:
    scout = _stack("scout", "20240101", 1, StackKind.LOCALIZER)
    assert _first(scout, _stack("volume", "20200101", 9)) == "volume"


def test_a_localizer_comes_before_nothing_and_before_documents() -> None:
    scout = _stack("scout", kind=StackKind.LOCALIZER)
    assert _first(_document("pdf"), scout) == "scout"


def test_equals_keep_the_given_order() -> None:
    assert _first(_stack("a"), _stack("b")) == "a"


def test_the_layout_is_one_cell() -> None:
    layout = first_layout([_stack("a")])
    assert (layout.rows, layout.columns, layout.cells) == (1, 1, ("a",))
    assert first_layout([]).cells == ("",)
