from pathlib import Path

import pytest

from viewer.errors import CancelledError, MediumNotFoundError
from viewer.media.cancel import CancelToken
from viewer.media.source import FileEntry
from viewer.publish.rescue.one_file import OneFile


def test_a_device_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "sr0").write_bytes(b"sectors")
    source = OneFile(tmp_path / "sr0")
    (entry,) = source.walk(CancelToken())
    assert isinstance(entry, FileEntry)
    assert entry.size == 7
    with source.open(entry.path) as stream:
        assert stream.read() == b"sectors"
    assert source.names("").files == (entry.path,)
    assert source.names("x").files == ()
    assert source.label == "sr0"
    source.restore()
    source.close()


def test_a_device_that_is_gone_is_a_disc_taken_out(tmp_path: Path) -> None:
    with pytest.raises(MediumNotFoundError):
        OneFile(tmp_path / "sr0").open("IMAGE")
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        list(OneFile(tmp_path / "sr0").walk(token))
