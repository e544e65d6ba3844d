"""Real files: all go through, conform as before, and keep what a doctor needs (A-082)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from tests.shared_data import shared_data
from viewer.deid.account import Account
from viewer.deid.cleaner import DEEPEST
from viewer.deid.copying import Copying
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.output import Output
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review
from viewer.deid.table import action_rows

FOLDERS = (
    *("charsets", "colour", "deid", "encapsulation", "made", "malformed", "media", "multiframe"),
    *("objects", "pixels", "series", "transfer-syntaxes"),
)
# Geometry, acquisition, display: every attribute of these groups that is a number or code.
_GROUPS = frozenset({0x0018, 0x0020, 0x0028, 0x0054, 0x3004, 0x3006, 0x5200, 0x5600})
_ELSEWHERE = frozenset({*action_rows(), 0x0028_0303})  # rows of the table, and a mark of ours
_VALUES = frozenset({"US", "SS", "UL", "SL", "FL", "FD", "DS", "IS", "CS", "AT"})


class EverythingSeen(Mapping[str, Review]):
    """As if somebody had looked at every image and found no text."""

    def __getitem__(self, _: str) -> Review:
        return Review()

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Copied:
    """A finished job, and which copy is of which source."""

    def __init__(
        self,
        place: Path,
        target: Path,
        preset: str,
        patch: pytest.MonkeyPatch,
        output: Output | None = None,
    ) -> None:
        self.place = place
        self.target = target
        self.pairs: list[tuple[Path, Path]] = []
        write = Copying._write

        def noting(job, found, *rest) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
            names = write(job, found, *rest)
            self.pairs.append((place / found.path, target.joinpath(*names)))
            return names

        patch.setattr(Copying, "_write", noting)
        key, seen = JobKey(b"k" * 32), EverythingSeen()
        request = Request((place,), target, PRESETS[preset], key, seen, output or Output())
        self.account: Account = run(request)
        self.pairs = [pair for pair in self.pairs if pair[0].is_file()]  # not in archives


def errors(path: Path) -> set[str] | None:
    """What dciodvfy calls an error, without values; None where it cannot read the file."""
    command = ["dciodvfy", "-new", "-filename", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    text = done.stderr.decode("utf-8", "replace")
    if done.returncode not in {0, 1} or "Dicom dataset read failed" in text:
        return None
    lines = (line for line in text.splitlines() if line.startswith("Error"))
    return {re.sub(r"= <[^>]*>|\[\d+\]|[0-9.]{12,}", "", line) for line in lines}


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("folder", FOLDERS)
def test_everything_goes_through(
    folder: str, preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Copied(shared_data() / folder, tmp_path / "copy", preset, monkeypatch)
    account = copied.account
    assert account.written + len(account.excluded) == account.objects
    assert not [words for _, reason, words in account.excluded if reason == "unexpected"]
    for source, copy in copied.pairs[::3]:
        if "malformed" in str(source):
            continue  # a copy that can be read shows errors that damage hid
        before, after = errors(source), errors(copy)
        if before is not None and after is not None:
            assert after - before == set(), source.name


def test_the_tables_are_what_the_script_makes_of_their_sources() -> None:
    script = Path(__file__).parents[3] / "packaging" / "deid_tables.py"
    command = [sys.executable, str(script), str(shared_data() / "ps315"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("preset", PRESETS)
def test_data_of_patients_in_every_corner_is_gone(
    preset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shared_data() / "made" / "deid"
    copied = Copied(place, tmp_path / "copy", preset, monkeypatch)
    tokens = json.loads((place / "phi_tokens.json").read_text())
    data = b"".join(path.read_bytes() for path in copied.target.rglob("*") if path.is_file())
    assert [token for token in tokens if token.lower().encode() in data.lower()] == []


def test_copies_of_whole_studies_agree_with_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Copied(shared_data() / "series", tmp_path / "copy", "share", monkeypatch)
    sources, copies = zip(*copied.pairs, strict=True)
    assert disagreements(copies) - disagreements(sources) == set()


def disagreements(files: tuple[Path, ...]) -> set[str]:
    """Which attributes dcentvfy finds to differ within a patient, study or series."""
    command = ["dcentvfy", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return set(re.findall(r"Element=<\w+> IE=<\w+>", done.stderr))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
@pytest.mark.parametrize("folder", ["media", "multiframe", "objects", "pixels", "series"])
def test_share_keeps_all_geometry_acquisition_and_display(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Copied(shared_data() / folder, tmp_path / "copy", "share", monkeypatch)
    lost = set()
    count = 0
    for source, copy in copied.pairs:
        before = dict(_values(dcmread(source, stop_before_pixels=True, force=True)))
        after = dict(_values(dcmread(copy, stop_before_pixels=True)))
        count += len(before)
        lost |= {(path, value) for path, value in before.items() if after.get(path) != value}
    assert count > 500
    assert lost == set()


def _values(ds: Dataset, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Numbers and codes with the way to them; what Table E.1-1 has a row for is another matter."""
    for element in ds:
        tag = int(element.tag)
        if element.tag.is_private or tag in _ELSEWHERE or element.is_empty:
            continue
        here = f"{path}/{element.keyword}"
        if element.VR == "SQ" and depth < DEEPEST and tag >> 16 in _GROUPS:
            for number, item in enumerate(element.value):
                yield from _values(item, f"{here}[{number}]", depth + 1)
        elif tag >> 16 in _GROUPS and element.VR in _VALUES and element.keyword:
            yield here, str(element.value)
