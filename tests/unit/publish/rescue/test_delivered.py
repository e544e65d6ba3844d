from pathlib import Path

import pytest

from viewer.errors import WriteError
from viewer.publish.errors import TargetError
from viewer.publish.rescue.delivered import check_place, remember


def test_what_was_put_there_may_be_replaced_until_somebody_changes_it(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    for copy in (tmp_path / "copy", tmp_path / "copy.iso"):
        check_place(copy, tmp_path / "w")
        if copy.suffix:
            copy.write_bytes(b"image")
        else:
            copy.mkdir()
            check_place(copy, tmp_path / "w")
            (copy / "A").write_bytes(b"a")
        with pytest.raises(TargetError):
            check_place(copy, tmp_path / "w")
        remember(copy, tmp_path / "w")
        check_place(copy, tmp_path / "w")
        (copy if copy.suffix else copy / "A").write_bytes(b"changed")
        with pytest.raises(TargetError):
            check_place(copy, tmp_path / "w")


def test_damaged_notes_allow_nothing(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "copy").write_bytes(b"x")
    (tmp_path / "w" / "delivered.json").write_text("{")
    with pytest.raises(TargetError):
        check_place(tmp_path / "copy", tmp_path / "w")


def test_links_are_not_followed_and_refusals_are_said(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(TargetError, match="link"):
        check_place(tmp_path / "link", tmp_path)
    with pytest.raises(WriteError):
        remember(tmp_path, tmp_path / "nowhere")
