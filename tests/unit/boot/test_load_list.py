"""The list of what a start reads."""

from pathlib import Path

from viewer.boot import load_list


def test_parts_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / load_list.NAME
    file.write_text("A 0 10 ../lightbox\nA 0 - a b/c.so\nB 4096 8192 d.so\n", encoding="utf-8")
    parts = load_list.read(str(file))
    assert [(p.group, p.start, p.end, p.path) for p in parts] == [
        ("A", 0, 10, "../lightbox"),
        ("A", 0, None, "a b/c.so"),
        ("B", 4096, 8192, "d.so"),
    ]


def test_a_program_without_a_list_or_with_a_broken_one_starts_too(tmp_path: Path) -> None:
    assert load_list.read(str(tmp_path / "none")) == []
    broken = tmp_path / "broken"
    broken.write_bytes(b"A x 1 a\n\xff\xfe")
    assert load_list.read(str(broken)) == []
    broken.write_text("A x 1 a\nA 1\n\nB 0 - kept\n")
    assert [part.path for part in load_list.read(str(broken))] == ["kept"]
