"""Kits of other systems: what is signed, and that builder and viewer use the same names."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from viewer.media.removable import MACOS_IMAGES

BUNDLE = Path(__file__).parents[3] / "packaging" / "bundle"
SIGNERS = pytest.mark.skipif(
    not all(map(shutil.which, ("osslsigncode", "openssl", "objdump"))), reason="needs osslsigncode"
)


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BUNDLE))
    return importlib.import_module(name)


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)  # noqa: S603


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody who may sign, and is trusted by nobody else."""
    key, cert, both = (tmp_path / name for name in ("key.pem", "cert.pem", "both.p12"))
    _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert,
         "-days", 2, "-subj", "/CN=Nobody", "-addext", "extendedKeyUsage=codeSigning")  # fmt: skip
    _run("openssl", "pkcs12", "-export", "-inkey", key, "-in", cert, "-out", both,
         "-passout", "pass:word")  # fmt: skip
    monkeypatch.setenv("LIGHTBOX_CERTIFICATE", str(both))
    monkeypatch.setenv("LIGHTBOX_CERTIFICATE_PASSWORD", "word")
    monkeypatch.delenv("LIGHTBOX_TIMESTAMP", raising=False)
    return cert


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A kit with one program that nobody signed: a start file of pip's."""
    pip = find_spec("pip")
    if pip is None or pip.origin is None:
        pytest.skip("pip brings the program that is signed here")
    program = Path(pip.origin).parent / "_vendor" / "distlib" / "t64.exe"
    tree = tmp_path / "tree"
    tree.mkdir()
    shutil.copy(program, tree / "part.dll")
    (tree / "app.zip").write_bytes(b"no program")
    return tree


@SIGNERS
def test_what_nobody_signed_is_signed_once(
    tree: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = tool("sign", monkeypatch)
    assert sign.sign_unsigned(tree) == [tree / "part.dll"]
    assert sorted(path.name for path in tree.iterdir()) == ["app.zip", "part.dll"]
    signed = (tree / "part.dll").read_bytes()
    _run("osslsigncode", "verify", "-CAfile", certificate, "-in", tree / "part.dll")
    assert sign.sign_unsigned(tree) == []
    assert (tree / "part.dll").read_bytes() == signed


@SIGNERS
def test_without_a_certificate_nothing_is_signed(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIGHTBOX_CERTIFICATE", raising=False)
    before = (tree / "part.dll").read_bytes()
    assert tool("sign", monkeypatch).sign_unsigned(tree) == []
    assert (tree / "part.dll").read_bytes() == before


def test_the_viewer_knows_the_images_of_the_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(tool("macos_kit", monkeypatch).IMAGES.values()) == MACOS_IMAGES


def test_the_disc_of_all_transfer_syntaxes_can_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle is tried on it: a decoder of a syntax it does not know would end the build."""
    discs = tool("syntax_disc", monkeypatch)
    assert discs.main(tmp_path) == 0
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {"expected.csv", *(f"IM{number:06d}" for number in range(len(discs.WANTED)))}
    assert "1.2.840.10008.1.2.4.90" in discs.WANTED
