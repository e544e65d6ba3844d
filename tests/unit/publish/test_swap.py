"""Things put onto a medium that has some: all of them, or it is as it was."""

from pathlib import Path

import pytest

from viewer.publish.errors import TargetError
from viewer.publish.swap import Swap, swapping


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "PAGES").mkdir(parents=True)
    (folder / "PAGES" / "A").write_text("old a")
    (folder / "INDEX").write_text("old index")
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    (folder / "FOLDER" / "DEEP").mkdir(parents=True)
    (folder / "FOLDER" / "DEEP" / "F").write_text("new f")
    (folder / "INDEX").write_text("new index")
    (folder / "B").write_text("new b")
    return folder


def everything(folder: Path) -> dict[str, str]:
    found = sorted(folder.rglob("*"))
    return {str(p.relative_to(folder)): p.read_text() if p.is_file() else "/" for p in found}


def fill(swap: Swap, made: Path) -> None:
    swap.add(made / "FOLDER", "NEW/FOLDER")
    swap.replace(made / "INDEX", "INDEX")
    swap.replace(made / "B", "PAGES/B")
    swap.remove("PAGES/A")
    swap.remove("PAGES/NONE")


def test_all_of_it_is_there(root: Path, made: Path, tmp_path: Path) -> None:
    with swapping(root, tmp_path / "kept") as swap:
        fill(swap, made)
    files = {name: text for name, text in everything(root).items() if text != "/"}
    assert files == {"NEW/FOLDER/DEEP/F": "new f", "INDEX": "new index", "PAGES/B": "new b"}


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), ValueError()])
def test_what_fails_leaves_it_as_it_was(
    root: Path, made: Path, tmp_path: Path, error: BaseException
) -> None:
    before = everything(root)
    expected = TargetError if isinstance(error, OSError) else type(error)

    def job() -> None:
        with swapping(root, tmp_path / "kept") as swap:
            fill(swap, made)
            raise error

    with pytest.raises(expected):
        job()
    assert everything(root) == before


def test_nothing_is_put_over_what_came_meanwhile(root: Path, made: Path, tmp_path: Path) -> None:
    (root / "NEW" / "FOLDER").mkdir(parents=True)
    before = everything(root)
    swap = Swap(root, tmp_path / "kept")
    swap.replace(made / "INDEX", "INDEX")
    with pytest.raises(TargetError):
        swap.add(made / "FOLDER", "NEW/FOLDER")
    swap.take_back()
    assert everything(root) == before
