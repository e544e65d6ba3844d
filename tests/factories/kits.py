"""Viewer kits as `packaging/bundle` makes them."""

from pathlib import Path

FILES = {"VIEWER/a.bin": b"a" * 3000, "VIEWER/b.bin": b"b" * 10}
NO_FILES: dict[str, bytes] = {}


def make_kit(
    folder: Path,
    system: str = "windows",
    start: str = "START.EXE",
    files: dict[str, bytes] = NO_FILES,
    hidden: str = "",
) -> Path:
    """A kit as `packaging/bundle/kit.py` makes them."""
    tree = folder / system / "tree"
    for name, data in {start: b"MZ start", **files}.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / system / "load.lst").write_text(f"VIEWER/b.bin\n{start}\nVIEWER/gone.bin\n")
    (folder / system / "kit.toml").write_text(
        f'format = 1\nsystem = "{system}"\nversion = "0.1.0"\nstart = "{start}"\n'
        f"hidden = [{hidden}]\n"
    )
    return folder / system
