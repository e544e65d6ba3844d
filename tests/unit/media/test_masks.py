"""The Mask Module as written by angiography systems, and as nobody should write it (D-124)."""

from tests.factories.elements import Writer, parsed
from viewer import limits
from viewer.media.masks import NONE, mask_facts
from viewer.model.mask import MaskItem, MaskOperation

W = Writer()
RELATION = W.element(0x00281040, "CS", "LIN")
MODE = W.element(0x00281090, "CS", "SUB")


def item(operation: str, *more: bytes) -> bytes:
    return W.item(W.element(0x00286101, "CS", operation) + b"".join(more))


def numbers(tag: int, *values: int) -> bytes:
    return W.element(tag, "US", b"".join(value.to_bytes(2, "little") for value in values))


def sequence(*items: bytes) -> bytes:
    return W.sequence(0x00286100, *items)


def test_an_average_of_frames_with_its_range_and_shift() -> None:
    shift = W.element(0x00286114, "FL", bytes.fromhex("0000003f000000bf"))  # 0.5, -0.5
    raw = parsed(
        RELATION,
        MODE,
        sequence(
            item(
                "AVG_SUB", numbers(0x00286102, 5, 9, 12, 12), numbers(0x00286110, 1, 2),
                numbers(0x00286112, 3), shift,
            )
        ),
    )  # fmt: skip
    facts = mask_facts(raw)
    assert facts.items == (
        MaskItem(MaskOperation.AVERAGE, (1, 2), ((5, 9), (12, 12)), 1, 3, (0.5, -0.5)),
    )
    assert facts.recommended
    assert facts.is_linear


def test_time_interval_differencing_has_an_offset_of_one_unless_stated() -> None:
    offset = W.element(0x00286120, "SS", (-3).to_bytes(2, "little", signed=True))
    facts = mask_facts(parsed(sequence(item("TID"), item("REV_TID", offset))))
    assert [(i.operation.value, i.offset) for i in facts.items] == [("TID", 1), ("REV_TID", -3)]
    assert not facts.recommended


def test_what_subtracts_nothing_is_no_mask() -> None:
    assert mask_facts(parsed()) == NONE
    none = mask_facts(parsed(MODE, sequence(item("NONE"), item("AVG_SUB"), item("MAGIC"))))
    assert none == NONE


def test_too_many_mask_frames_are_no_mask() -> None:
    many = numbers(0x00286110, *range(1, limits.MASK_FRAMES + 2))
    assert mask_facts(parsed(sequence(item("AVG_SUB", many)))).items == ()


def test_of_a_flood_of_items_the_first_count() -> None:
    flood = sequence(*[item("TID")] * (limits.MASK_ITEMS + 5))
    assert len(mask_facts(parsed(flood)).items) == limits.MASK_ITEMS


def test_a_mask_moved_out_of_the_picture_is_not_moved() -> None:
    far = W.element(0x00286114, "FL", bytes.fromhex("00007a4500000000"))  # 4000, 0
    assert mask_facts(parsed(sequence(item("TID", far)))).items[0].shift == (0.0, 0.0)
