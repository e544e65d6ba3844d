"""The tools that make a bundle: products of matrices, order of modules and files, growth."""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import marshal
import shutil
import struct
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from viewer.boot.pack import unpack

BUNDLE = Path(__file__).parents[3] / "packaging" / "bundle"
LINUX = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("gcc") is None, reason="made by gcc for Linux"
)
ROW, COLUMN, PLAIN, TURNED = 101, 102, 111, 112


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BUNDLE))
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def blas(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    target = tmp_path_factory.mktemp("blas") / "small.so"
    source = BUNDLE / "small_blas.c"
    command = ["gcc", "-O3", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden", "-shared"]
    subprocess.run([*command, "-fPIC", "-o", target, source, "-lm"], check=True)  # noqa: S603
    return ctypes.CDLL(str(target))


def _random(shape: tuple[int, ...], kind: str) -> NDArray[Any]:
    rng = np.random.default_rng(3)
    values = rng.normal(size=shape)
    return (values + 1j * rng.normal(size=shape) if kind in "cz" else values).astype(
        {"s": "f4", "d": "f8", "c": "c8", "z": "c16"}[kind]
    )


def _scalar(value: complex, kind: str) -> Any:
    if kind in "cz":
        return np.array([value], "c8" if kind == "c" else "c16").ctypes
    return ctypes.c_float(value.real) if kind == "s" else ctypes.c_double(value.real)


def _call(blas: ctypes.CDLL, name: str, *arguments: Any) -> None:
    passed = [
        ctypes.c_int64(a) if isinstance(a, int) else a.ctypes if isinstance(a, np.ndarray) else a
        for a in arguments
    ]
    getattr(blas, f"scipy_cblas_{name}64_")(*passed)


@LINUX
@pytest.mark.parametrize("kind", "sdcz")
@pytest.mark.parametrize("turns", [(PLAIN, PLAIN), (TURNED, PLAIN), (PLAIN, TURNED)])
@pytest.mark.parametrize("order", [ROW, COLUMN])
def test_products_are_those_of_openblas(
    blas: ctypes.CDLL, kind: str, turns: tuple[int, int], order: int
) -> None:
    a, b, c = _random((5, 7), kind), _random((7, 4), kind), _random((5, 4), kind)
    expected = 2 * (a @ b) + 3 * c
    left = a if turns[0] == PLAIN else a.T
    right = b if turns[1] == PLAIN else b.T
    layout: Any = "C" if order == ROW else "F"
    left, right = np.array(left, order=layout), np.array(right, order=layout)
    result = np.array(c, order=layout)
    lead = 1 if order == ROW else 0
    _call(
        blas, f"{kind}gemm", ctypes.c_int(order), ctypes.c_int(turns[0]), ctypes.c_int(turns[1]),
        5, 4, 7, _scalar(2, kind), left, left.shape[lead], right, right.shape[lead],
        _scalar(3, kind), result, result.shape[lead],
    )  # fmt: skip
    np.testing.assert_allclose(result, expected, rtol=2e-5)


@LINUX
@pytest.mark.parametrize("kind", "sdcz")
def test_vectors_may_have_steps(blas: ctypes.CDLL, kind: str) -> None:
    a, x, y = _random((5, 7), kind), _random((14,), kind), _random((5,), kind)
    expected = a @ x[::2]
    _call(
        blas, f"{kind}gemv", ctypes.c_int(ROW), ctypes.c_int(PLAIN), 5, 7, _scalar(1, kind), a, 7,
        x, 2, _scalar(0, kind), y, 1,
    )  # fmt: skip
    np.testing.assert_allclose(y, expected, rtol=2e-5)
    symmetric = np.zeros((5, 5), a.dtype)
    _call(
        blas, f"{kind}syrk", ctypes.c_int(ROW), ctypes.c_int(121), ctypes.c_int(PLAIN), 5, 7,
        _scalar(1, kind), a, 7, _scalar(0, kind), symmetric, 5,
    )  # fmt: skip
    np.testing.assert_allclose(symmetric, np.triu(a @ a.T), rtol=2e-5)


@LINUX
def test_a_dot_of_floats_loses_nothing(blas: ctypes.CDLL) -> None:
    x, y = _random((1001,), "d"), _random((1001,), "d")[::-1].copy()
    blas.scipy_cblas_ddot64_.restype = ctypes.c_double
    count, step = ctypes.c_int64(1001), ctypes.c_int64(1)
    found = blas.scipy_cblas_ddot64_(count, x.ctypes, step, y.ctypes, step)
    assert found == pytest.approx(np.dot(x, y), rel=1e-12)


def _program(tmp_path: Path, modules: dict[str, bytes]) -> Path:
    """Something before it, PyInstaller's archive, something behind."""
    body, table, at = b"", [], 17
    for name, data in modules.items():
        table.append((name, (0, at, len(data))))
        body += data
        at += len(data)
    head = b"PYZ\0" + importlib.util.MAGIC_NUMBER + struct.pack("!i", at) + b"\0" * 5
    program = tmp_path / "program"
    program.write_bytes(b"ELF PYZ\0no" + head + body + marshal.dumps(table) + b"the end")
    return program


def test_modules_are_put_in_the_order_of_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = tool("module_order", monkeypatch)
    modules = {"a": b"aaaa", "b": b"bb", "c": b"cccccc", "d": b"d"}
    program = _program(tmp_path, modules)
    size = program.stat().st_size
    archive = order.Archive(program)
    first = archive.start + 17
    assert archive.names_at([first + 6, first, first + 6, 3]) == ["c", "a"]
    archive.reorder(["c", "a"])
    again = order.Archive(program)
    data = program.read_bytes()
    assert len(data) == size
    assert data[first:].startswith(b"ccccccaaaabbd")
    found = {name: data[again.start + at :][:n] for name, (_, at, n) in again.table}
    assert found == modules
    assert again.end_of(["c"]) == first + 6
    assert data.endswith(b"the end")


def test_a_zip_is_put_in_order_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = tool("module_order", monkeypatch)
    file = tmp_path / "base.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("x.pyc", "y.pyc", "z.pyc"):
            archive.writestr(name, name * 100)
    with zipfile.ZipFile(file) as archive:
        places = [one.header_offset for one in archive.infolist()]
    assert order.zip_names_at(file, [places[2], places[0]]) == ["z.pyc", "x.pyc"]
    end = order.reorder_zip(file, ["z.pyc"])
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["z.pyc", "x.pyc", "y.pyc"]
        assert archive.infolist()[1].header_offset == end
        assert archive.read("y.pyc") == b"y.pyc" * 100


def test_a_trace_tells_what_belongs_to_the_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = tool("load_order", monkeypatch)
    folder = tmp_path / "program"
    for name in ("qt.so", "numpy.so", "codec.so", "icons.zip", "late.so"):
        (folder / "_internal").mkdir(parents=True, exist_ok=True)
        (folder / "_internal" / name).write_bytes(b"x")

    def opened(thread: int, name: str, end: str = ") = 5") -> str:
        return f'{thread} openat(AT_FDCWD, "{folder}/{name}", O_RDONLY{end}'

    lines = [
        opened(1, "_internal/qt.so"),
        opened(1, "_internal/absent.so", ") = -1 ENOENT (No such file or directory)"),
        opened(1, "lightbox"),
        "1 lseek(5, 111, SEEK_SET) = 111",
        '2 write(2, "lightbox-trace 1.0 pictures read\\n", 33) = 33',
        opened(2, "lightbox", " <unfinished ...>"),
        opened(1, "_internal/icons.zip"),
        "2 <... openat resumed>) = 7",
        "2 lseek(7, 222, SEEK_SET) = 222",
        f'4 execve("{folder}/lightbox", ["lightbox", "--multiprocessing-fork"], 0x1) = 0',
        opened(4, "_internal/codec.so"),
        opened(2, "_internal/numpy.so"),
        '1 write(2, "lightbox-trace 1.1 window painted\\n", 34) = 34',
        opened(3, "_internal/qt.so"),
        '1 write(2, "lightbox-trace 1.2 first image painted\\n", 38) = 38',
        opened(1, "_internal/late.so"),
    ]
    traced = order._sorted_out(lines, folder)
    assert list(traced.window) == ["qt.so", "icons.zip"]
    assert list(traced.pictures) == ["codec.so", "numpy.so"]
    assert traced.places["lightbox"] == [111, 222]
    assert traced.window_places["lightbox"] == 1
    assert list(order._joined([0, 1, 4, 900], 4 * 4096)) == [
        (0, 5 * 4096),
        (900 * 4096, 901 * 4096),
    ]


def test_growth_is_told_and_too_much_of_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    growth = tool("growth", monkeypatch)
    monkeypatch.setattr(growth, "HERE", tmp_path)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "libjxl-bcde3c36.so.0.11.2").write_bytes(bytes(1000))
    assert growth.report(tree, "linux") == []
    (tree / "libjxl-bcde3c36.so.0.11.2").rename(tree / "libjxl-00000000.so.0.12")
    (tree / "new.so").write_bytes(bytes(1_500_000))
    assert len(growth.report(tree, "linux")) == 1
    assert "added: new.so 1,500,000" in capsys.readouterr().out
    assert growth.report(tree, "linux", accept=True) == []
    assert "libjxl" not in capsys.readouterr().out


def test_more_than_fits_into_the_download_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growth = tool("growth", monkeypatch)
    monkeypatch.setattr(growth, "HERE", tmp_path)
    monkeypatch.setitem(growth.ZIPPED, "windows", 5000)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "packs.dll").write_bytes(bytes(100_000))
    assert growth.report(tree, "windows") == []
    (tree / "does-not.dll").write_bytes(np.random.default_rng(1).bytes(6000))
    assert any("zipped" in line for line in growth.report(tree, "windows"))


def test_a_kit_describes_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = tool("kit", monkeypatch)
    (tmp_path / "tree" / "VIEWER").mkdir(parents=True)
    for name in ("START", "VIEWER/b", "VIEWER/a"):
        (tmp_path / "tree" / name).write_bytes(b"12345")
    kit.describe(tmp_path, "linux", "START", ["START", "VIEWER/b", "VIEWER/gone"])
    assert (tmp_path / "load.lst").read_text() == "START\nVIEWER/b\nVIEWER/a\n"
    told = tomllib.loads((tmp_path / "kit.toml").read_text())
    assert told["start"] == "START"
    assert (told["bytes"], told["files"]) == (15, 3)


@pytest.mark.parametrize("system", ["linux", "windows"])
def test_a_packed_kit_has_all_of_the_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    packed, kit = tool("packed", monkeypatch), tool("kit", monkeypatch)
    top = tmp_path / system
    inside = top / "tree" / "VIEWER" / system.upper()
    (inside / "_internal").mkdir(parents=True)
    for name in ("_internal/libpython3.11.so.1.0", "_ctypes.pyd", "late.dll", "load.lst"):
        (inside / name).write_bytes(name.encode() * 100)
    with zipfile.ZipFile(inside / "app.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("viewer/__init__.pyc", b"code" * 100)
    start = "START.EXE" if system == "windows" else "START-LINUX.sh"
    (top / "tree" / start).write_text((BUNDLE / "start-linux.sh").read_text())
    kit.describe(top, system, start, [start])
    tree = packed.assemble(top)
    copy = tmp_path / "copy"
    copy.mkdir()
    unpack(str(tree / "VIEWER" / f"{system.upper()}.PAK"), str(tree), str(copy), lambda *_: None)
    made = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    wanted = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
    expected = {f"VIEWER/{system.upper()}/{name}" for name in wanted - {"load.lst"}}
    assert made == expected | ({"START.EXE"} if system == "windows" else set())
    with zipfile.ZipFile(copy / "VIEWER" / system.upper() / "app.zip") as archive:
        assert archive.read("viewer/__init__.pyc") == b"code" * 100
    for name in ("_internal/libpython3.11.so.1.0", "late.dll"):
        place = copy / "VIEWER" / system.upper() / name
        assert place.read_bytes() == (inside / name).read_bytes()
    told = tomllib.loads((tree.parent / "kit.toml").read_text())
    assert told["system"] == f"{system}-packed"
    assert (tree / told["start"]).is_file()


@LINUX
def test_the_packed_start_file_is_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tool("packed", monkeypatch)
    (tmp_path / "START-LINUX.sh").write_text((BUNDLE / "start-linux.sh").read_text())
    packed._start_script(tmp_path, tmp_path)
    made = tmp_path / "START-LINUX-COPY.sh"
    subprocess.run(["/bin/sh", "-n", str(made)], check=True)  # noqa: S603
    assert "export LIGHTBOX_COPY=1" in made.read_text()
