"""Real files: all go through, conform as before, and keep what a doctor needs (A-082)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from tests.shared_data import shared_data
from viewer.deid.account import Account
from viewer.deid.cleaner import DEEPEST
from viewer.deid.copying import Copying
from viewer.deid.dates import is_moment as is_moment_of
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.output import Output
from viewer.deid.profile import PRESETS, Option
from viewer.deid.risk import Review
from viewer.deid.table import action_rows, keep_rows
from viewer.deid.values import LONG_TEXTS

FOLDERS = (
    *("charsets", "colour", "deid", "encapsulation", "made", "malformed", "media", "multiframe"),
    *("objects", "pixels", "series", "transfer-syntaxes"),
)
# Geometry, acquisition, display: every attribute of these groups that is a number or code, at every
# depth, whatever sequence it is in.
_GROUPS = frozenset(
    [
        *(0x0018, 0x0020, 0x0022, 0x0028, 0x003A, 0x0046, 0x0048, 0x0052, 0x0054, 0x0062, 0x0064),
        *(0x0066, 0x0068, 0x0070, 0x0076, 0x2050, 0x3002, 0x3004, 0x3006, 0x5200, 0x5400, 0x5600),
    ]
)
# Of the groups of identification and procedures those that belong to the picture.
_OF_PICTURES = (
    range(0x0008_0008, 0x0008_0009),  # Image Type
    range(0x0008_0060, 0x0008_0069),  # modality
    range(0x0008_2110, 0x0008_2255),  # stages, views, frames of films, anatomy
    range(0x0008_9000, 0x0009_0000),  # what a frame is and is made of
    range(0x0040_9000, 0x0040_A000),  # what pixel values mean
)
# Marks of ours; what rows of the table name is asked for by their options below; the words in a
# colour profile are blank, layers and labels get names of ours (`test_attacks`).
_ELSEWHERE = frozenset({0x0028_0303, 0x0028_2000, 0x0070_0002, 0x0070_0080})
_VALUES = frozenset(
    {"US", "SS", "UL", "SL", "FL", "FD", "DS", "IS", "CS", "AT", "OB", "OW", "OF", "OD", "OL", "UV"}
)
_TECHNICAL = frozenset(tag for tag, row in keep_rows().items() if row.kind == "name")
_CODE = re.compile(r"[A-Z0-9_ ]{0,16}")


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
    every = 1 if preset == "share" else 3  # the others differ in what they leave out
    for source, copy in copied.pairs[::every]:
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


@pytest.mark.parametrize("folder", ["series", "deid", "media", "multiframe", "objects"])
def test_copies_of_whole_studies_agree_with_each_other(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Copied(shared_data() / folder, tmp_path / "copy", "share", monkeypatch)
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
    count, texts, lost_texts = 0, 0, 0
    for source, copy in copied.pairs:
        before = dict(_values(dcmread(source, stop_before_pixels=True, force=True)))
        after = dict(_values(dcmread(copy, stop_before_pixels=True)))
        wrong = {(path, value) for path, value in before.items() if after.get(path) != value}
        words = {(path, value) for path, value in wrong if path.endswith(" (text)")}
        texts += sum(path.endswith(" (text)") for path in before)
        lost_texts += len(words)
        count += len(before)
        lost |= wrong - words
    assert count > 500
    assert lost == set()
    # Technical texts go where they hold a word that is a name in the file.
    assert lost_texts <= 0.02 * texts + 2


def _values(ds: Dataset, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """What must be kept, with the way to it: numbers, codes and arrays as well as technical texts.

    Of the rows of Table E.1-1 those that the options of the preset keep: dates, size, weight.
    """
    for element in ds:
        tag = int(element.tag)
        if element.tag.is_private or tag in _ELSEWHERE or element.is_empty or not element.keyword:
            continue
        here = f"{path}/{element.keyword}"
        if element.VR == "SQ":
            kept = tag not in action_rows() and depth < DEEPEST
            for number, item in enumerate(element.value if kept else ()):
                yield from _values(item, f"{here}[{number}]", depth + 1)
        elif tag in action_rows():
            if _is_kept_by_option(element):  # 1995.06.26 and 11:20:00 lose their old marks
                marks = {"DA": ".", "TM": ":"}.get(element.VR, "\0")
                yield here, str(element.value).replace(marks, "")
        elif tag in _TECHNICAL and tag >> 16 in _GROUPS and element.VR not in LONG_TEXTS:
            yield f"{here} (text)", str(element.value)
        elif element.VR in _VALUES and _is_of_the_picture(tag) and _obeys(element):
            yield here, str(element.value)


def _is_of_the_picture(tag: int) -> bool:
    return tag >> 16 in _GROUPS or any(tag in few for few in _OF_PICTURES)


def _is_kept_by_option(element: DataElement) -> bool:
    options = action_rows()[int(element.tag)].options
    kept = {option for option, letter in options.items() if letter == "K"}
    if element.VR in {"DA", "TM"}:
        values = element.value if element.VM > 1 else [element.value]
        is_moment = all(is_moment_of(element.VR, str(value).strip()) for value in values)
        return Option.RETAIN_FULL_DATES in kept and is_moment
    return Option.RETAIN_PATIENT_CHARACTERISTICS in kept and element.VR == "DS"


def _obeys(element: DataElement) -> bool:
    """A code that is none is nobody's to keep: it may be anything."""
    if element.VR != "CS":
        return True
    values = element.value if element.VM > 1 else [element.value]
    return all(_CODE.fullmatch(str(value)) for value in values)
