"""Real images in every compression offered: each frame is what it was, and witnesses read it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread

from tests.shared_data import shared_data
from tests.unit.deid.test_shared_data import Copied
from viewer.deid.output import Coding, Output
from viewer.media.cancel import CancelToken
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame
from viewer.media.medium import Medium
from viewer.model.header import InstanceHeader
from viewer.model.image import FrameKey
from viewer.settings import DecodeSettings, Settings

CASES = (  # every pair was run once; these are what each codec is likeliest to fail at
    *(("pixels", coding) for coding in Coding if coding is not Coding.ORIGINAL),
    *(("colour", coding) for coding in (Coding.JPEG_2000, Coding.RLE)),
    *(("encapsulation", coding) for coding in (Coding.JPEG_2000, Coding.JPEG_LS)),
    ("multiframe", Coding.JPEG_LS),
    ("transfer-syntaxes", Coding.UNCOMPRESSED),
)
WITNESSES = {
    Coding.JPEG_2000: (["gdcmconv", "--raw"], "1.2.840.10008.1.2.4.90"),
    Coding.JPEG_LS: (["dcmdjpls"], "1.2.840.10008.1.2.4.80"),
    Coding.RLE: (["dcmdrle"], "1.2.840.10008.1.2.5"),
    Coding.UNCOMPRESSED: (["dcmconv"], "1.2.840.10008.1.2.1"),
}


def frames(path: Path, pool: DecoderPool) -> Iterator[NDArray[Any]]:
    """Stored values of every frame, colour as RGB; lossy ones within what can be stored."""
    medium = Medium.open(path, 1, Settings())
    try:
        [header] = [
            item
            for item in medium.scan_files(lambda _, __: None, CancelToken())
            if isinstance(item, InstanceHeader)
        ]
        assert header.image is not None
        pixels = header.image.pixels
        for number in range(pixels.number_of_frames):
            values: Any = load_frame(medium, header, FrameKey(header.file, number), pool).pixels
            if values.dtype.kind == "u":
                values = np.minimum(values, (1 << pixels.bits_stored) - 1)
            yield values
    finally:
        medium.close()


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "coding"), CASES)
def test_every_frame_is_what_it_was(
    folder: str, coding: Coding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = Output(coding=coding)
    copied = Copied(shared_data() / folder, tmp_path / "copy", "share", monkeypatch, output)
    account = copied.account
    assert not [words for _, reason, words in account.excluded if reason == "unexpected"]
    command, syntax = WITNESSES[coding]
    compared = witnessed = 0
    with DecoderPool(DecodeSettings(seconds_per_frame=60)) as pool:
        for source, copy in copied.pairs:
            ds = dcmread(copy)
            if "PixelData" not in ds or ds.file_meta.TransferSyntaxUID != syntax:
                continue
            for before, after in zip(frames(source, pool), frames(copy, pool), strict=True):
                assert np.array_equal(before, after), source
                compared += 1
            witnessed += is_read_by(command, copy, pool)
    assert compared > 10
    assert witnessed > 5 or shutil.which(command[0]) is None


def is_read_by(command: list[str], copy: Path, pool: DecoderPool) -> bool:
    """Another program decodes the same frames; False where it is missing or refuses the kind."""
    plain = copy.with_suffix(".raw")
    if shutil.which(command[0]) is None:
        return False
    done = subprocess.run([*command, str(copy), str(plain)], capture_output=True, check=False)  # noqa: S603  a witness
    if done.returncode != 0:
        return False
    for before, after in zip(frames(copy, pool), frames(plain, pool), strict=True):
        assert np.array_equal(before, after), copy
    return True
