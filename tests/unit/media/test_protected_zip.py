"""M-081: encrypted ZIPs are opened with their password; 7-Zip and pyzipper wrote them."""

import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pyzipper

from viewer.errors import (
    EncryptedError,
    FileReadError,
    LockedMediumError,
    WrongPasswordError,
)
from viewer.media.archive import ZipSource
from viewer.media.cancel import CancelToken
from viewer.media.keyring import KEYRING
from viewer.media.locate import is_locked, locate
from viewer.media.source import FileEntry
from viewer.model.findings import FindingCode
from viewer.settings import MIB, ArchiveSettings

LIMITS = ArchiveSettings()
PASSWORD = "three calm words"  # noqa: S105  of the test alone
NOISE = os.urandom(70_001)  # which deflate makes no smaller
FILES = {"S/text": b"calm " * 2000, "S/noise": NOISE, "S/one": b"1", "S/empty": b""}
LARGE = os.urandom(5 * MIB + 3)


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    yield
    KEYRING.clear()


def protected(files: dict[str, bytes], password: bytes = PASSWORD.encode(), **more: Any) -> bytes:
    target = io.BytesIO()
    kind = {"compression": zipfile.ZIP_DEFLATED, "encryption": pyzipper.WZ_AES, **more}
    with pyzipper.AESZipFile(target, "w", **kind) as archive:
        archive.setpassword(password)
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def by_7z(folder: Path, files: dict[str, bytes], *options: str) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    command = ["7z", "a", "-tzip", *options, f"-p{PASSWORD}", str(folder / "x.zip"), "S"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
    return folder / "x.zip"


def opened(data: bytes, settings: ArchiveSettings = LIMITS) -> ZipSource:
    return ZipSource(io.BytesIO(data), "x.zip", settings)


def unlocked(data: bytes) -> ZipSource:
    source = opened(data)
    assert source.unlock(PASSWORD)
    return source


def place(folder: Path, data: bytes) -> Path:
    path = folder / "x.zip"
    path.write_bytes(data)
    return path


@pytest.mark.skipif(shutil.which("7z") is None, reason="7-Zip is the witness")
@pytest.mark.parametrize("method", ["Deflate", "Copy", "BZip2", "LZMA"])
@pytest.mark.parametrize("cipher", ["AES256", "AES128", "ZipCrypto"])
def test_what_7_zip_wrote(tmp_path: Path, cipher: str, method: str) -> None:
    files = FILES if cipher == "ZipCrypto" else {**FILES, "S/large": LARGE}
    path = by_7z(tmp_path, files, f"-mem={cipher}", f"-mm={method}")
    assert is_locked(path, LIMITS)
    with pytest.raises(LockedMediumError):
        locate(path, LIMITS)
    for wrong in ("Three calm words", PASSWORD + " ", "x"):
        KEYRING.add(path, wrong)
        with pytest.raises(WrongPasswordError):
            locate(path, LIMITS)
    KEYRING.add(path, PASSWORD)
    source = locate(path, LIMITS).source
    entries = [e for e in source.walk(CancelToken()) if isinstance(e, FileEntry)]
    assert {e.path: source.open(e.path).read() for e in entries} == files
    source.restore()
    with source.open("S/noise") as stream:
        stream.seek(1000)
        assert stream.read(7) == NOISE[1000:1007]
        stream.seek(0)
        assert stream.read() == NOISE
    source.close()


@pytest.mark.parametrize("version", [1, 2])
def test_both_kinds_of_aes(version: int) -> None:
    data = protected(FILES, encryption_kwargs={"nbits": 256, "force_wz_aes_version": version})
    source = unlocked(data)
    assert {name: source.open(name).read() for name in FILES} == FILES


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850"])
def test_letters_beyond_ascii(encoding: str) -> None:
    source = opened(protected(FILES, "Öffne dich für Søren".encode(encoding)))
    assert source.unlock("Öffne dich für Søren")
    assert source.open("S/one").read() == b"1"


def test_a_wrong_password_changes_nothing() -> None:
    source = opened(protected(FILES))
    assert not source.unlock("no")
    assert source.is_locked
    with pytest.raises(EncryptedError):
        source.open("S/one")
    assert source.unlock(PASSWORD)


@pytest.mark.parametrize("content", [NOISE, LARGE], ids=["small", "large"])
def test_one_damaged_file_says_so_and_the_others_open(content: bytes) -> None:
    """Of a large one too, none of whose bytes is given before all of them are proven."""
    data = bytearray(protected({"a": b"fine", "b": content, "c": b"fine"}, compression=0))
    data[data.index(b"b", 80) + len(content) // 2] ^= 1
    source = unlocked(bytes(data))
    with pytest.raises(FileReadError, match=r"^damaged"):
        source.open("b")
    assert source.open("a").read() == source.open("c").read() == b"fine"


def test_a_damaged_code_of_the_end() -> None:
    data = bytearray(protected({"a": b"fine"}, compression=0))
    data[data.index(b"PK\x01\x02") - 1] ^= 1
    source = unlocked(bytes(data))
    with pytest.raises(FileReadError, match=r"^damaged"):
        source.open("a")


def test_without_its_directory_it_is_reported_as_encrypted() -> None:
    data = protected(FILES)
    source = opened(data[: data.index(b"PK\x01\x02")])
    assert not source.is_locked
    with pytest.raises(EncryptedError):
        source.open("S/one")


def test_a_mostly_open_archive_opens_without_a_password(tmp_path: Path) -> None:
    target = io.BytesIO(protected({"S": b"secret"}))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("plain", b"not secret at all")
    path = place(tmp_path, target.getvalue())
    source = locate(path, LIMITS).source
    assert source.open("plain").read() == b"not secret at all"
    with pytest.raises(EncryptedError):
        source.open("S")
    source.close()
    KEYRING.add(path, PASSWORD)
    source = locate(path, LIMITS).source
    assert source.open("S").read() == b"secret"
    source.close()


def test_what_expands_beyond_what_it_says_is_cut() -> None:
    data = bytearray(protected({"a": bytes(64 * MIB)}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(magic) + at, 1000)
    source = unlocked(bytes(data))
    assert source.open("a").read() == bytes(1000)
    whole = opened(protected({"a": bytes(64 * MIB)}), ArchiveSettings(max_expanded_mib=1))
    assert [finding.code for finding in whole.findings] == [FindingCode.ARCHIVE_LIMIT]


def test_a_plain_entry_is_cut_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many bytes come out, no more are asked for than the entry says it has."""
    asked: list[int] = []
    read1 = zipfile.ZipExtFile._read1  # type: ignore[attr-defined]

    def noted(stream: zipfile.ZipExtFile, count: int) -> bytes:
        asked.append(count)
        return bytes(read1(stream, count))

    monkeypatch.setattr(zipfile.ZipExtFile, "_read1", noted)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(MIB))
    data = bytearray(target.getvalue())
    for magic, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = data.index(magic) + at
        struct.pack_into("<I", data, start, zlib.crc32(bytes(1000)))
        struct.pack_into("<I", data, start + 8, 1000)
    assert opened(bytes(data)).open("a").read() == bytes(1000)
    assert max(asked) <= 1001


def test_a_protected_archive_on_a_medium(tmp_path: Path) -> None:
    """The same password is tried for what lies inside; without it the archive's files say so."""
    (tmp_path / "disc").mkdir()
    place(tmp_path / "disc", protected({"inner.zip": protected({"S": b"secret"})}))
    for password in ("", "no", PASSWORD):
        KEYRING.add(tmp_path / "disc", password)
        source = locate(tmp_path / "disc", LIMITS).source
        (inner,) = source.expand("x.zip", CancelToken())
        if password == PASSWORD:
            (secret,) = source.expand(inner.path, CancelToken())
            assert source.open(secret.path).read() == b"secret"
        else:
            with pytest.raises(EncryptedError):
                source.open(inner.path)
        source.close()


def test_a_build_without_a_compression_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As bundles are, which leave bz2 and lzma out; the password is not called wrong for it."""
    data = protected({"a": bytes(5000)}, compression=zipfile.ZIP_LZMA)
    monkeypatch.setattr("viewer.media.protected_zip.find_spec", lambda _name: None)
    with pytest.raises(NotImplementedError, match="no lzma"):
        unlocked(data).open("a")


def test_what_decrypts_is_not_loaded_for_other_archives(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a", b"1")
    path = place(tmp_path, target.getvalue())
    code = (
        "import sys; from pathlib import Path; from viewer.media.locate import locate\n"
        "from viewer.settings import ArchiveSettings\n"
        f"locate(Path({str(path)!r}), ArchiveSettings()).source.open('a').read()\n"
        "sys.exit('pyzipper' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603
