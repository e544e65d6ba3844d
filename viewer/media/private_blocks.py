"""Private attributes: where a creator's elements are in this file (PS3.5 7.8.1)."""

from viewer.media.dataset import RawDataset

_FIRST_BLOCK, _LAST_BLOCK = 0x10, 0xFF


def private_tag(raw: RawDataset, group: int, creator: str, element: int) -> int | None:
    """The tag of `element` (its last two digits) in the block of `creator`, if it is reserved."""
    for block in range(_FIRST_BLOCK, _LAST_BLOCK + 1):
        reserved = group << 16 | block
        if reserved in raw and raw.text(reserved).upper() == creator.upper():
            return group << 16 | block << 8 | element
    return None


def has_creator(raw: RawDataset, group: int) -> bool:
    """Whether any block of the group is reserved."""
    return any(group << 16 | block in raw for block in range(_FIRST_BLOCK, _LAST_BLOCK + 1))
