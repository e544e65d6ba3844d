from pathlib import Path

import pytest

from tests.factories.faulty_source import FaultPlan
from tests.factories.rescue import images, rescue
from viewer.errors import CancelledError, FileReadError
from viewer.media.cancel import CancelToken
from viewer.media.locate import Located
from viewer.media.medium import Medium
from viewer.media.nested import NestedSource
from viewer.media.source import FileEntry
from viewer.publish.rescue.rescued import RescuedSource
from viewer.settings import Settings


def test_it_is_a_medium_on_which_the_same_cannot_be_read(demo_disc: Path, tmp_path: Path) -> None:
    bad = images(demo_disc)[0]
    work = rescue(demo_disc, tmp_path / "w", FaultPlan(errors={bad: (0, 1 << 30)}))
    source = RescuedSource(work)
    medium = Medium(Located(NestedSource(source, Settings().archive), ("DICOMDIR",)), 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    counts = medium.report().counts
    assert counts.referenced == counts.readable + 1
    assert medium.label == "w"
    medium.close()


def test_files_have_their_sizes_and_folders_their_names(demo_disc: Path, tmp_path: Path) -> None:
    source = RescuedSource(rescue(demo_disc, tmp_path / "w"))
    entries = list(source.walk(CancelToken()))
    for entry in entries:
        assert isinstance(entry, FileEntry)
        assert entry.size == source.size(entry.path) == (demo_disc / entry.path).stat().st_size
        with source.open(entry.path) as stream:
            assert stream.read() == (demo_disc / entry.path).read_bytes()
    assert source.names("").folders == ("DICOM",)
    assert source.names("nowhere").files == ()
    source.restore()
    source.close()


def test_what_is_not_there_is_said_and_it_stops_when_asked(demo_disc: Path, tmp_path: Path) -> None:
    source = RescuedSource(rescue(demo_disc, tmp_path / "w"))
    with pytest.raises(FileReadError):
        source.open("NOTHING")
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        list(source.walk(token))
