"""Other programs look at the copies, and what they say is told (V-01, V-02, A-071)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pydicom import dcmread

from tests.factories.dicom import make_ct_series
from viewer.deid.account import REPORT_DATA
from viewer.deid.copying import Copy
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS
from viewer.deid.validating import MISSING, _new_errors
from viewer.deid.writing import Written

installed = pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is missing")


def request(folder: Path) -> Request:
    make_ct_series(folder / "source", 3, PatientName="Lindqvist^Margareta", PatientID="A-7784512")
    key = JobKey(b"k" * 32)
    target = folder / "copy"
    return Request((folder / "source",), target, PRESETS["public"], key, validated=True)


@installed
def test_a_job_says_that_its_copies_are_as_good_as_the_originals(tmp_path: Path) -> None:
    account = run(request(tmp_path))
    assert account.validation == (
        "dciodvfy finds no error in 3 copies that the originals did not have.",
        "dcentvfy finds no disagreement among them that the originals did not have.",
    )
    told = json.loads((tmp_path / "copy" / REPORT_DATA).read_text())
    assert told["validation"] == list(account.validation)


@installed
def test_an_error_that_is_new_is_found_and_an_old_one_is_not(tmp_path: Path) -> None:
    (origin,) = make_ct_series(tmp_path, 1)
    ds = dcmread(origin)
    del ds.ImagePositionPatient
    worse = tmp_path / "worse"
    ds.save_as(worse)
    found = _new_errors(Copy(worse, Written(""), "", origin))
    assert found is not None
    assert any("ImagePositionPatient" in line for line in found)
    assert _new_errors(Copy(worse, Written(""), "", worse)) == set()


def test_where_no_validator_is_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(request(tmp_path)).validation == (MISSING,)
