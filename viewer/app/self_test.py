"""What a bundled program tries on itself: every module, every decoder, a copy without identity.

`packaging/bundle/smoke.py` calls it through `lightbox --self-test`, on a disc as a stranger would
have it. Freezing leaves modules out without a word; here they are asked for, one by one.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import viewer
from viewer.app.survey import survey
from viewer.errors import FileReadError, PixelError
from viewer.media.decoders.pool import DecoderPool
from viewer.media.documents.pdf import sizes_request
from viewer.media.load import load_frame
from viewer.media.transfer_syntax import is_lossy
from viewer.model.image import FrameKey
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_JPEG_2000 = "1.2.840.10008.1.2.4.90"
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj
trailer<</Root 1 0 R>>
"""
_APART = {  # in NFKD
    "Ångström": "A\u030angstro\u0308m",
    "ﬁ²": "fi2",
    "각": "\u1100\u1161\u11a8",
    "a\u0301\u0323": "a\u0323\u0301",
}
EXPECTED = "expected.csv"  # file, syntax, and of the decoded image sha256 and mean
_ALIKE = 0.25  # means of lossy images


@dataclass(frozen=True, slots=True)
class Decoded:
    """What became of one image: `digest` is a SHA-256, or the class of what went wrong."""

    digest: str
    mean: float = -1.0


def decoded(folder: Path) -> dict[str, Decoded]:
    """The first frame of each image, by file name."""
    settings = Settings()
    found = survey(folder, settings, lambda *_: None)
    told = {}
    with DecoderPool(settings.decode) as pool:
        for file, header in found.headers.items():
            try:
                pixels = load_frame(found.medium, header, FrameKey(file, 0), pool).pixels
            except (PixelError, FileReadError) as error:
                told[file.path] = Decoded(type(error).__name__)
            else:
                digest = hashlib.sha256(pixels.tobytes()).hexdigest()
                told[file.path] = Decoded(digest, float(pixels.astype(float).mean()))
    found.medium.close()
    return told


def wrong_pictures(folder: Path) -> list[str]:
    """Images that do not decode to what `expected.csv` says; raises OSError without that table.

    Lossy ones may differ by rounding from processor to processor.
    """
    told = decoded(folder)
    with (folder / EXPECTED).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wrong = []
    for row in rows:
        found = told.get(row["file"], Decoded("not found"))
        alike = is_lossy(row["syntax"]) and abs(found.mean - float(row["mean"])) < _ALIKE
        if found.digest != row["sha256"] and not alike:
            wrong.append(f"{row['syntax']}: {found.digest}")
    return wrong


def broken_libraries(folder: Path) -> list[str]:
    """What decoders ask for beyond whole frames: previews, pages of PDFs, ZIPs and discs."""
    failed = []
    for name in ("pycdlib", "pyzipper"):
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            failed.append(f"{name}: {error}")
    failed += _encrypted_zip()
    settings = Settings()
    found = survey(folder, settings, lambda *_: None)
    with DecoderPool(settings.decode) as pool:
        try:
            pool.decode(sizes_request(_PDF))
        except PixelError as error:
            failed.append(f"PDF: {error}")
        for file, header in found.headers.items():
            is_there = importlib.util.find_spec("PIL") is not None  # not in the Windows kit
            image = header.image
            if is_there and image and image.pixels.transfer_syntax_uid == _JPEG_2000:
                try:
                    load_frame(found.medium, header, FrameKey(file, 0), pool, reduction=1)
                except (PixelError, FileReadError) as error:
                    failed.append(f"preview: {error}")
    found.medium.close()
    return failed


def _encrypted_zip() -> list[str]:
    import io  # noqa: PLC0415  for the self-test alone

    try:
        import pyzipper  # noqa: PLC0415

        stream = io.BytesIO()
        kind = {"encryption": pyzipper.WZ_AES, "compression": pyzipper.ZIP_DEFLATED}
        with pyzipper.AESZipFile(stream, "w", **kind) as archive:
            archive.setpassword(b"open")
            archive.writestr("file", b"content")
        with pyzipper.AESZipFile(stream) as archive:
            archive.setpassword(b"open")
            if archive.read("file") == b"content":
                return []
    except (ImportError, OSError, RuntimeError) as error:
        return [f"AES in ZIP: {error}"]
    return ["AES in ZIP: it does not come back"]


def wrong_parts() -> list[str]:
    """What a bundle has in the place of larger libraries: letters and pictures as files."""
    import unicodedata  # noqa: PLC0415  for the self-test alone

    import numpy as np  # noqa: PLC0415  as the program does, when it is needed

    from viewer.render.png import png_bytes, png_pixels  # noqa: PLC0415

    failed = [
        f"letters of {text!r}"
        for text, apart in _APART.items()
        if unicodedata.normalize("NFKD", text) != apart
    ]
    if [unicodedata.category(one) for one in "é\u202e٣"] != ["Ll", "Cf", "Nd"]:
        failed.append("kinds of letters")
    picture = np.arange(60, dtype=np.uint16).reshape(4, 5, 3) * 999
    if not np.array_equal(png_pixels(png_bytes(picture)), picture):
        failed.append("PNG")
    return failed


def missing_modules() -> list[str]:
    """Modules of the program that do not load, each with the reason."""
    failed = []
    for name in _modules():
        try:
            importlib.import_module(name)
        except ImportError as error:
            failed.append(f"{name}: {error}")
    return failed


def _modules() -> Iterator[str]:
    import pkgutil  # noqa: PLC0415  for the self-test alone

    for module in pkgutil.walk_packages(viewer.__path__, "viewer."):
        if not module.name.endswith(".__main__") and not module.name.startswith("viewer.demo"):
            yield module.name


def wrong_products() -> list[str]:
    """Products of matrices against sums in Python: the bundle has a small library for them."""
    import numpy as np  # noqa: PLC0415  as the program does, when it is needed

    failed = []
    for kind in ("f4", "f8"):  # images have no complex values; Wine 8 has no function for them
        a = (np.arange(12).reshape(3, 4) % 5 - 2).astype(kind)
        b = (np.arange(20).reshape(4, 5) % 7 - 3).astype(kind)
        expected = [[sum(a[i, k] * b[k, j] for k in range(4)) for j in range(5)] for i in range(3)]
        turned = [[sum(a[i, k] * a[j, k] for k in range(4)) for j in range(3)] for i in range(3)]
        vector = [sum(a[i, k] * b[k, 0] for k in range(4)) for i in range(3)]
        if not (
            np.array_equal(a @ b, np.array(expected))
            and np.array_equal(a @ a.T, np.array(turned))
            and np.array_equal(a @ b[:, 0], np.array(vector))
            and np.dot(a[0], b[:, 1]) == expected[0][1]
        ):
            failed.append(f"products of {kind}")
    return failed


def failed_copy(source: Path) -> list[str]:
    """Make a copy without identity in a temporary folder, and take it away again."""
    from viewer.deid.job import Request, run  # noqa: PLC0415  it loads pydicom
    from viewer.deid.key import JobKey  # noqa: PLC0415
    from viewer.deid.profile import PRESETS  # noqa: PLC0415
    from viewer.errors import ViewerError  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="lightbox-") as folder:
        request = Request((source,), Path(folder) / "copy", PRESETS["share"], JobKey(), {})
        try:
            account = run(request, lambda *_: None)
        except (ViewerError, OSError) as error:
            return [f"{type(error).__name__}: {error}"]
        return [] if account.written else ["nothing was written"]
