"""Modules as the Windows kit has them: smaller, in blocks, some by others in their place."""

from __future__ import annotations

import marshal
import random
import shutil
import subprocess
import sys
import traceback
import types
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.unit.packaging.test_bundle import BUNDLE, tool

SITE = Path(next(path for path in sys.path if path.endswith("site-packages")))
MINGW = shutil.which("x86_64-w64-mingw32-gcc")
SOURCE = '''"""Of the module."""

class Kind:
    """Of the class."""

    def fail(self, number):
        """Of the function."""
        text = "a text that is needed"
        for step in range(number):
            if step == 2:
                raise ValueError(
                    text
                )
        return text

def same():
    "as a constant"
    return "as a constant"

async def waits(): "Of a coroutine."
squares = [n * n for n in range(300)]
'''


def _module(code: types.CodeType) -> types.ModuleType:
    module = types.ModuleType("tried")
    exec(code, module.__dict__)  # noqa: S102  made here
    return module


def _lines(module: types.ModuleType) -> list[int | None]:
    with pytest.raises(ValueError, match="needed") as caught:
        module.Kind().fail(5)
    return [frame.lineno for frame in traceback.extract_tb(caught.value.__traceback__)][1:]


@pytest.mark.parametrize("has_lines", [True, False])
def test_slim_code_does_the_same(*, has_lines: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    bytecode = tool("bytecode", monkeypatch)
    code = compile(SOURCE, "tried.py", "exec")

    small = bytecode.slim(code, has_lines=has_lines)

    whole, module = _module(code), _module(small)
    assert module.squares == whole.squares
    assert module.same() == "as a constant"
    assert module.__doc__ is None
    assert module.Kind.__doc__ is module.Kind.fail.__doc__ is module.waits.__doc__ is None
    assert _lines(module) == (_lines(whole) if has_lines else [6])
    assert len(marshal.dumps(small)) < len(marshal.dumps(code))
    assert all(start is None for start in _columns(small))


def _columns(code: types.CodeType) -> list[int | None]:
    own = [column for _, _, column, _ in code.co_positions()]
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    return own + [column for one in inner for column in _columns(one)]


def test_texts_stay_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    bytecode = tool("bytecode", monkeypatch)
    code = compile(SOURCE, "tried.py", "exec")
    module = _module(bytecode.slim(code, has_lines=False, has_texts=True))
    assert module.Kind.fail.__doc__ == "Of the function."


def test_every_module_of_python_keeps_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    bytecode = tool("bytecode", monkeypatch)
    for name in ("argparse", "dataclasses", "zipfile", "typing", "ast"):
        file = Path(sys.modules.get("os", sys).__file__ or "").with_name(f"{name}.py")
        code = compile(file.read_text(encoding="utf-8"), name, "exec")
        assert _flat(bytecode.slim(code, has_lines=True)) == _flat(code)


def _flat(code: types.CodeType) -> list[int | None]:
    """The line of each unit of the code, and of the code in it."""
    own = [line for start, end, line in code.co_lines() for _ in range((end - start) // 2)]
    inner = [one for one in code.co_consts if isinstance(one, types.CodeType)]
    return own + [line for one in inner for line in _flat(one)]


@pytest.fixture(scope="module")
def small() -> types.ModuleType:
    """The module in the place of unicodedata."""
    with pytest.MonkeyPatch.context() as patch:
        text = tool("stand_in", patch).source("unicodedata_small.py", SITE)
    return _module(compile(text, "unicodedata.py", "exec"))


def test_letters_are_those_of_python(small: Any) -> None:
    assert small.unidata_version == unicodedata.unidata_version
    for code in range(sys.maxunicode + 1):
        one = chr(code)
        assert small.category(one) == unicodedata.category(one)
        assert small.combining(one) == unicodedata.combining(one)
        assert small.normalize("NFKD", one) == unicodedata.normalize("NFKD", one)


def test_marks_are_put_in_order(small: Any) -> None:
    numbers = random.Random(1)  # noqa: S311  the same each time
    odd = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.combining(chr(code)) or unicodedata.decomposition(chr(code))
    ]
    for _ in range(20_000):
        text = "".join(numbers.choices(odd, k=numbers.randint(1, 12)))
        assert small.normalize("NFKD", text) == unicodedata.normalize("NFKD", text)


def test_a_form_it_does_not_know_is_an_error(small: Any) -> None:
    with pytest.raises(ValueError, match="NFKD"):
        small.normalize("NFC", "é")


def test_meanings_of_codes_are_those_of_pydicom(monkeypatch: pytest.MonkeyPatch) -> None:
    from pydicom.sr._concepts_dict import concepts  # noqa: PLC0415  a second

    text = tool("stand_in", monkeypatch).source("pydicom_concepts.py", SITE)
    ours = _module(compile(text, "concepts.py", "exec")).concepts
    assert _meanings(ours) == {one.casefold() for one in _meanings(concepts)}
    assert len(_meanings(ours)) > 10_000


def _meanings(tables: Any) -> set[str]:
    named = (codes for scheme in tables.values() for codes in scheme.values())
    return {meaning for codes in named for meaning, _ in codes.values()}


@pytest.mark.parametrize("is_copied", [False, True])
def test_modules_load_from_blocks(
    *, is_copied: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = tool("windows_modules", monkeypatch)
    monkeypatch.setattr(modules, "BLOCK_BYTES", 200)
    sources = {
        "one/__init__.py": "from one import two\nvalue = two.value + 1",
        "one/two.py": "value = 41",
        "one/deep/__init__.py": "",
        "one/deep/three.py": "import sys\nraise ValueError('as it should')",
        "alone.py": "place = __file__",
    }
    files = {f"{name}c": modules._code(text, name) for name, text in sources.items()}
    table, blocks = modules._in_blocks(
        [dict(list(files.items())[:3]), dict(list(files.items())[3:])]
    )
    assert len(blocks) == 2
    assert len(blocks[0]) > 1
    boot = (BUNDLE / "windows_blocks.py").read_text(encoding="utf-8")
    first = {"windows_blocks.py": boot.encode(), modules.TABLE: table}
    ends = modules._write_archive(tmp_path / "app.zip", first, blocks, {"x-1/METADATA": b"x"})
    with zipfile.ZipFile(tmp_path / "app.zip") as archive:
        assert archive.namelist()[-1] == "x-1/METADATA"
        assert ends[1] == archive.infolist()[-1].header_offset
    if is_copied:
        copied = tool("packed", monkeypatch)._stored(tmp_path / "app.zip")
        (tmp_path / "app.zip").write_bytes(copied)
    told = subprocess.run(  # noqa: S603  this interpreter, fixed code
        [sys.executable, "-I", "-c", _TRY, str(tmp_path / "app.zip")],
        check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert told == [
        "42",
        str(tmp_path / "app.zip" / "alone.pyc"),
        "ValueError in line 1",
        "deep:True two:False",
        "ModuleNotFoundError",
    ]


_TRY = """
import sys
sys.path.insert(0, sys.argv[1])
import windows_blocks
windows_blocks.begin(windows_blocks.__spec__.loader)
import one, alone, pkgutil, traceback
print(one.value)
print(alone.place)
try:
    import one.deep.three
except ValueError as error:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    print("ValueError in line", frame.lineno)
print(*sorted(f"{m.name}:{m.ispkg}" for m in pkgutil.iter_modules(one.__path__)))
try:
    import one.absent
except ModuleNotFoundError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(MINGW is None, reason="a library for Windows is made by MinGW")
def test_a_library_asks_for_another_runtime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pe = tool("pe", monkeypatch)
    (tmp_path / "a.c").write_text("int given(void) { return 1; }\n")
    (tmp_path / "b.c").write_text("int given(void);\nint asks(void) { return given(); }\n")
    for name, more in (("runtime-0123.dll", "a.c"), ("module.pyd", "b.c")):
        libraries = [] if more == "a.c" else ["runtime-0123.dll"]
        command = [str(MINGW), "-shared", "-nostdlib", "-Wl,-e,0", "-o", name, more, *libraries]
        subprocess.run(command, check=True, cwd=tmp_path)  # noqa: S603  MinGW, fixed code
    module = tmp_path / "module.pyd"
    assert pe.lacking(tmp_path, set()) == []
    assert not pe.is_signed(module)

    pe.rename_needed(module, "runtime-0123.dll", "runtime.dll")

    assert pe.needed(module) == ["runtime.dll"]
    assert pe.lacking(tmp_path, set()) == ["module.pyd asks for runtime.dll"]
    with pytest.raises(RuntimeError, match="as it did"):
        pe.rename_needed(module, "runtime-0123.dll", "other.dll")
