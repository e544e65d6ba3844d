"""What is shown first: one viewport with the picture most people want to see."""

from collections.abc import Iterable

from viewer.model.display_set import DisplaySet, ImageStack, StackKind
from viewer.model.layout import Layout


def first_layout(display_sets: Iterable[DisplaySet]) -> Layout:
    """One cell with the best display set; empty if there is none."""
    best = first_display_set(display_sets)
    return Layout(1, 1, (best.uid if best else "",))


def first_display_set(display_sets: Iterable[DisplaySet]) -> DisplaySet | None:
    """Newest study, lowest series number; a localizer or a document only if there is no more."""
    ranked = [
        (_rank(display_set), -number, display_set)
        for number, display_set in enumerate(display_sets)
    ]
    return max(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def _rank(display_set: DisplaySet) -> tuple[int, str, str, int]:
    """Greater is better; equal ranks are decided by the given order."""
    if isinstance(display_set, ImageStack):
        header = display_set.frames[0].header
        worth = 1 if display_set.kind is StackKind.LOCALIZER else 2
    else:
        header, worth = display_set.header, 0
    number = header.series.number
    return worth, header.study.date, header.study.time, -number if number is not None else -(10**9)
