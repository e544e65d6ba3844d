"""The damage itself: the same for the same chance, and where it claims to be."""

from random import Random

from tests.factories.elements import Writer, identity, part10, pixel_module
from tests.fuzz.layout import replaced, spans
from tests.fuzz.mutate import mutated
from viewer.media.encoding import ITEM

W = Writer()
INNER = W.element(0x00080100, "SH", "CODE")
NESTED = W.sequence(0x0040A730, W.item(W.sequence(0x0040A043, W.item(INNER))))
FILE = part10(identity(W) + pixel_module(W) + NESTED)


def test_the_same_chance_gives_the_same_damage() -> None:
    once, again, other = (mutated(Random(seed), FILE, [FILE]) for seed in (1, 1, 2))  # noqa: S311
    assert once == again != FILE
    assert other != once


def test_every_element_is_found_where_it_is() -> None:
    found = spans(FILE)
    assert [s.tag for s in found][-5:] == [0x0040A730, ITEM, 0x0040A043, ITEM, 0x00080100]
    inner = found[-1]
    assert FILE[inner.start : inner.end] == INNER
    assert len(inner.above) == 4


def test_an_element_replaced_leaves_the_lengths_around_it_true() -> None:
    longer = W.element(0x00080100, "SH", "A LONGER CODE ")
    assert replaced(FILE, spans(FILE)[-1], longer) == FILE.replace(
        NESTED, W.sequence(0x0040A730, W.item(W.sequence(0x0040A043, W.item(longer))))
    )
