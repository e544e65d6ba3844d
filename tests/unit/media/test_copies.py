"""G-014 on discs where thousands of files have one SOP Instance UID: each is told of once."""

from pathlib import Path

from tests.factories.elements import Writer, identity, part10, pixel_module
from tests.factories.media import load
from viewer.media.medium import CONFLICT_NOTICE
from viewer.model.findings import FindingCode

W = Writer()
MANY = 30


def picture(value: int) -> bytes:
    """A file of the one instance there is, with pixels of its own."""
    pixels = W.element(0x7FE00010, "OW", bytes([value, 0]))
    return part10(identity(W) + pixel_module(W, 1, 1) + pixels)


def test_files_in_conflict_are_not_told_again_for_each_that_comes(tmp_path: Path) -> None:
    """2,000 of them were told two million times, and 20,000 would have taken minutes."""
    for number in range(MANY):
        (tmp_path / f"IM{number:02}").write_bytes(picture(number))
    medium, events = load(tmp_path)
    told = [header for event in events for header in event.headers]
    assert len(told) == MANY + 1  # the first one again, when it turned out not to be alone
    last = {header.file.path: header.image for header in told}
    assert len(last) == MANY
    assert all(image is not None and image.notices == (CONFLICT_NOTICE,) for image in last.values())
    medium.close()


def test_a_copy_of_any_of_them_is_a_copy(tmp_path: Path) -> None:
    for number, value in enumerate((1, 2, 3, 2, 1, 3)):
        (tmp_path / f"IM{number:02}").write_bytes(picture(value))
    medium, _ = load(tmp_path)
    codes = [finding.code for finding in medium.report().findings]
    assert codes.count(FindingCode.DUPLICATE) == 3
    assert codes.count(FindingCode.CONFLICTING_COPIES) == 2
    medium.close()
