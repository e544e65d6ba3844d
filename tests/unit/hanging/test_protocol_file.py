"""Protocols as files: what is wrong with one is said in words, and writing is the way back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.hanging.presets import presets
from viewer.hanging.protocol import CellRule, Protocol
from viewer.hanging.protocol_file import (
    ProtocolFileError,
    built_in_protocols,
    protocol_text,
    read_protocol,
)
from viewer.hanging.words import vocabulary


def test_every_protocol_of_the_program_is_well_made() -> None:
    found = built_in_protocols()
    assert len({p.id for p in found}) == len({p.name for p in found}) == len(found) >= 12
    for protocol in found:
        assert not protocol.is_own
        for cell in protocol.cells:
            names = {p.name for m in cell.modality for p in presets(m)}
            assert not cell.window or cell.window in names


def test_only_mammograms_and_the_chest_are_hung_by_themselves() -> None:
    assert {p.id for p in built_in_protocols() if p.automatic} == {
        "mammography",
        "chest-two-views",
    }


@pytest.mark.parametrize("protocol", built_in_protocols(), ids=lambda p: p.id)
def test_written_and_read_again_it_is_the_same(protocol: Protocol) -> None:
    assert read_protocol(protocol_text(protocol), protocol.id) == protocol


@given(st.text(min_size=1, max_size=50).filter(lambda t: t.strip()))
def test_any_name_survives_on_one_line(name: str) -> None:
    protocol = Protocol("p", " ".join(name.split()))
    assert read_protocol(protocol_text(protocol), "p") == protocol


def test_what_a_cell_can_say() -> None:
    cell = CellRule(
        "a", ("CT",), ("PA",), "L", ("axial",), ("t1",), ("mip",), ("lung", "axial"),
        ("slices",), 2, 9, "prior", 1, window="Lung", start="last", right="A", bottom="F",
        toward="left", tiles=(2, 3),
    )  # fmt: skip
    cells = (CellRule(main=True), cell)
    protocol = Protocol("p", "P", 1, 2, cells, ("CT",), ("brain",), 1, automatic=True)
    protocol = replace(protocol, compact=True, alike=True, link=False, lines=True)
    assert read_protocol(protocol_text(protocol), "p") == protocol


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", "not well-formed"),
        ('name = "a"', "grid"),
        ('name = "a"\ngrid = [1, 1]', "cells"),
        ('grid = [1, 1]\n[[cells]]\nmodality = ["CT"]', "name"),
        ('name = "a"\ngrid = [9, 1]\n[[cells]]', "outside"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\n[[cells]]', "2 cells for 1 x 1"),
        ('name = "a"\ngrid = [1, true]\n[[cells]]', "grid"),
        ('name = "a"\ngrid = [1, 1]\nhue = 3\n[[cells]]', "'hue'"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\nmodality = "CT"', "modality"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\nwords = ["nonsense"]', "'nonsense'"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\nplane = ["upside"]', "'upside'"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\nside = "X"', "'X'"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\nlike = 7', "like"),
        ('name = "a"\ngrid = [1, 1]\n[[cells]]\ntiles = [9, 9]', "tiles"),
        ('name = "a"\ngrid = [1, 1]\nbody = ["sky"]\n[[cells]]', "'sky'"),
        ('name = "a"\ngrid = [1, 1]\nneeds = true\n[[cells]]', "needs"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(ProtocolFileError, match=words):
        read_protocol(text, "p")


def test_meanings_of_words_and_phrases() -> None:
    words = vocabulary()
    assert {"t1"} == words.in_text("T1_MPRAGE sag")
    assert {"flair", "t2"} <= words.in_text("Ax T2 FLAIR")
    assert {"native", "contrast"} == words.in_text("ohne KM")
    assert "spine" in words.in_text("WIRBELSÄULE")
    assert "venous" in words.in_text("Phase veineuse")
    assert "venous" in words.in_text("Abdomen VENOES")  # as ASCII headers write it
    assert "delayed" in words.in_text("Abdomen spaet")
    assert "brain" in words.in_text("MR Schaedel")
    assert words.in_text("") == frozenset()
    assert words.in_kernel("B70f\\3") == {"lung", "sharp"}
    assert words.in_kernel("(.*)+$") == frozenset()
