"""No value planted in any row of Table E.1-1, at any depth, is in any byte of a copy (A-063)."""

from pathlib import Path

import pytest
import pyzipper

from benchmarks.deidentify_sentinels import Planted, kept_on_purpose, planted, survivors
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.output import Coding, Output
from viewer.deid.output import Kind as OutputKind
from viewer.deid.profile import PRESETS

FILES = [
    pytest.param((kind, compressed), id=f"{kind}{'-jpeg' if compressed else ''}")
    for kind in ("image", "enhanced")
    for compressed in (False, True)
]
KEY = JobKey(b"sentinel" * 4)  # moves the dates of this person by no multiple of DAYS_APART
Kind = tuple[str, bool]


def copied(made: Planted, folder: Path, preset: str, output: Output | None = None) -> bytes:
    """All bytes of the copy of one file, its report and directory too; a ZIP also unpacked."""
    source = folder / "Qz15000Vx"
    source.mkdir()
    made.write(source / "Qz15000Vx.dcm")
    output = output or Output()
    request = Request((source,), folder / "copy", PRESETS[preset], KEY, output=output)
    assert run(request).written == 1
    if output.as_zip:
        with pyzipper.AESZipFile(request.result) as archive:
            archive.setpassword(output.password.encode() or None)
            inside = [name.encode() + archive.read(name) for name in archive.namelist()]
        return request.result.read_bytes() + b"".join(inside)
    files = [path for path in request.result.rglob("*") if path.is_file()]
    names = "\n".join(str(path.relative_to(folder)) for path in files)
    return names.encode() + b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", FILES)
def test_nothing_planted_is_in_the_copy(tmp_path: Path, preset: str, kind: Kind) -> None:
    made = planted(kind[0], compressed=kind[1])
    assert len(made.sentinels) > 3000
    found = survivors(made, copied(made, tmp_path, preset))
    assert {s for s in found if not kept_on_purpose(s, PRESETS[preset])} == set()


def test_what_a_preset_keeps_is_kept(tmp_path: Path) -> None:
    made = planted()
    found = survivors(made, copied(made, tmp_path, "share"))
    tags = {sentinel.tag for sentinel in found if sentinel.where == "top"}
    assert {0x0008_0020, 0x0008_0030, 0x0010_1030} <= tags  # study date and time, weight


def test_the_source_holds_every_sentinel(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    made = planted()
    data = made.write(tmp_path / "source.dcm").read_bytes()
    assert survivors(made, data) == set(made.sentinels)


BECOMING = [
    Output(as_zip=True),
    Output(as_zip=True, password="correct horse"),  # noqa: S106  of a test
    *(Output(coding=coding) for coding in Coding),
    *(Output(kind=kind) for kind in OutputKind),
]


@pytest.mark.parametrize("output", BECOMING, ids=repr)
@pytest.mark.parametrize("compressed", [False, True])
def test_whatever_it_becomes_nothing_of_the_source_is_in_it(
    tmp_path: Path, output: Output, *, compressed: bool
) -> None:
    made = planted("enhanced", compressed=compressed)
    assert survivors(made, copied(made, tmp_path, "public", output)) == set()
