"""Control groups as the kernel shows them, in folders made by hand."""

from pathlib import Path

import psutil
import pytest

from viewer import memory

GIB = 1 << 30


def process(folder: Path, groups: str, mounts: str) -> Path:
    """A folder like /proc/self."""
    (folder / "cgroup").write_text(groups)
    (folder / "mountinfo").write_text(mounts)
    return folder


def limit(folder: Path, name: str, said: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{said}\n")


def test_version_2_counts_the_groups_around_too(tmp_path: Path) -> None:
    top = tmp_path / "top"
    limit(top / "user" / "app", "memory.max", "max")
    limit(top / "user", "memory.max", str(2 * GIB))
    mounts = f"41 31 0:38 / {top} rw,relatime - cgroup2 cgroup2 rw\n"
    me = process(tmp_path, "0::/user/app\n", mounts)
    assert list(memory.group_limits(me)) == [2 * GIB]


def test_version_1_has_a_hierarchy_of_its_own_for_memory(tmp_path: Path) -> None:
    memory_top, processor_top = tmp_path / "memory", tmp_path / "cpu"
    limit(memory_top / "box", "memory.limit_in_bytes", str(GIB))
    limit(memory_top, "memory.limit_in_bytes", "9223372036854771712")
    limit(processor_top / "box", "memory.limit_in_bytes", "1")
    mounts = (
        f"32 31 0:29 / {processor_top} rw - cgroup cgroup rw,cpu\n"
        f"35 31 0:32 / {memory_top} rw - cgroup cgroup rw,memory\n"
    )
    me = process(tmp_path, "4:memory:/box\n1:cpu:/box\n0::/\n", mounts)
    assert list(memory.group_limits(me)) == [GIB, 9223372036854771712]


@pytest.mark.parametrize("path", ["/docker/abc", "/", "/../../other", "/docker/abcdef"])
def test_in_a_container_the_top_is_its_own_group(tmp_path: Path, path: str) -> None:
    top = tmp_path / "top"
    limit(top, "memory.max", str(GIB))
    mounts = f"41 31 0:38 /docker/abc {top} rw - cgroup2 cgroup2 rw\n"
    assert list(memory.group_limits(process(tmp_path, f"0::{path}\n", mounts))) == [GIB]


@pytest.mark.parametrize("said", ["", "a lot", "-1", "\xb2"])
def test_nonsense_is_no_limit(tmp_path: Path, said: str) -> None:
    limit(tmp_path / "top", "memory.max", said)
    mounts = f"garbage\n41 31 0:38 / {tmp_path / 'top'} rw - cgroup2 cgroup2 rw\n - \n"
    assert not list(memory.group_limits(process(tmp_path, "0::/\nnonsense\n", mounts)))


def test_without_proc_there_are_no_groups(tmp_path: Path) -> None:
    assert not list(memory.group_limits(tmp_path / "nothing"))


def test_no_more_than_the_machine_has() -> None:
    assert 0 < memory.usable_memory_bytes() <= psutil.virtual_memory().total
