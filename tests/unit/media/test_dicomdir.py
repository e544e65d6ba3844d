"""M-020..M-024, M-033: DICOMDIRs as discs have them.

The counts of real discs are those of `dcmdump +P 0004,1430`.
"""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.dicomdir import (
    Node,
    image,
    patched,
    patient,
    series,
    small_tree,
    study,
    write_dicomdir,
)
from tests.factories.elements import Writer, part10
from tests.shared_data import shared_data
from viewer.media.dicomdir import Directory, ListedInstance
from viewer.model.findings import Finding, FindingCode, Severity

# Of every series: patient name, series UID and SOP Instance UIDs, in order.
Shape = list[tuple[str, str, list[str]]]
SMALL: Shape = [
    ("Doe, Jane", "1.1.1", ["9.1", "9.2"]),
    ("Doe, Jane", "1.1.2", ["9.3", "9.4"]),
    ("Roe, Sam", "1.2.1", ["9.5"]),
]
IMPLICIT = Writer(explicit=False)
BIG = Writer(little=False)
NEXT, LOWER = 16, 38  # offset of the link's value in a record's item, explicit little endian


def shape(directory: Directory) -> Shape:
    return [
        (
            listed.patient.name,
            listed.series.uid,
            [
                item.sop_instance_uid
                for item in directory.instances(listed)
                if isinstance(item, ListedInstance)
            ],
        )
        for listed in directory.series
    ]


def codes(directory: Directory) -> list[FindingCode]:
    return [finding.code for finding in directory.findings]


@pytest.mark.parametrize("writer", [Writer(), IMPLICIT, BIG], ids=["explicit", "implicit", "big"])
@pytest.mark.parametrize("undefined", [False, True])
def test_every_encoding_gives_the_same_tree(writer: Writer, *, undefined: bool) -> None:
    directory = Directory(write_dicomdir(small_tree(), writer=writer, undefined=undefined))
    assert shape(directory) == SMALL
    assert directory.file_set_id == "TEST"
    assert directory.findings == ()


def test_links_decide_not_the_order_in_the_file() -> None:
    def shuffled(nodes: list[Node]) -> list[Node]:
        return random.Random(1).sample(nodes, len(nodes))  # noqa: S311 - an order, no secret

    directory = Directory(write_dicomdir(small_tree(), order=shuffled))
    assert sorted(shape(directory)) == SMALL
    assert directory.findings == ()


def test_facts_and_file_ids_are_read() -> None:
    directory = Directory(write_dicomdir(small_tree()))
    listed = directory.series[0]
    assert (listed.patient.patient_id, listed.study.date) == ("A", "20240102")
    assert (listed.series.modality, listed.series.number) == ("CT", 1)
    assert next(iter(directory.instances(listed))) == ListedInstance(
        file_id="D\\A1",
        sop_instance_uid="9.1",
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        instance_number=1,
        record_type="IMAGE",
        in_use=True,
    )


@pytest.mark.parametrize("shift", [128, -128, 12])
def test_links_off_by_a_constant_are_put_right(shift: int) -> None:
    directory = Directory(write_dicomdir(small_tree(), shift=shift))
    assert shape(directory) == SMALL
    assert codes(directory) == [FindingCode.DIRECTORY_DAMAGED]


def test_without_any_usable_link_the_order_decides() -> None:
    roots = small_tree()
    data = write_dicomdir(roots)
    for node in (node for root in roots for node in root.all()):
        data = patched(data, node.offset + NEXT, 0xDEAD)
        data = patched(data, node.offset + LOWER, 0xBEEF)
    directory = Directory(data)
    assert shape(directory) == SMALL
    assert codes(directory) == [FindingCode.DIRECTORY_DAMAGED]


@pytest.mark.parametrize("link", [NEXT, LOWER])
@pytest.mark.parametrize("victim", range(12))
def test_one_wrong_link_anywhere_loses_nothing(victim: int, link: int) -> None:
    roots = small_tree()
    data = write_dicomdir(roots)
    nodes = [node for root in roots for node in root.all()]
    directory = Directory(patched(data, nodes[victim].offset + link, 0xDEAD))
    assert sorted(uid for _, _, uids in shape(directory) for uid in uids) == [
        f"9.{n}" for n in range(1, 6)
    ]
    assert sorted(s[:2] for s in shape(directory)) == [s[:2] for s in SMALL]


@pytest.mark.parametrize("link", [NEXT, LOWER])
@pytest.mark.parametrize(("victim", "target"), [(1, 0), (2, 1), (3, 2), (0, 0), (3, 3), (5, 1)])
def test_cycles_end(victim: int, target: int, link: int) -> None:
    roots = small_tree()
    data = write_dicomdir(roots)
    nodes = [node for root in roots for node in root.all()]
    directory = Directory(patched(data, nodes[victim].offset + link, nodes[target].offset))
    assert sum(len(uids) for _, _, uids in shape(directory)) == 5
    assert codes(directory) == [FindingCode.DIRECTORY_DAMAGED]


def test_a_cycle_of_private_records_ends() -> None:
    inner = Node("PRIVATE", [], [image("D\\A1", "9.1")])
    outer = Node("PRIVATE", [], [inner])
    roots = [patient("Doe^Jane", "A", study("1.1", series("1.1.1", outer)))]
    data = write_dicomdir(roots)
    directory = Directory(patched(data, inner.offset + LOWER + 2, outer.offset))  # "PRIVATE ": 8
    assert len(directory.series) >= 1


@pytest.mark.parametrize("length", [4, 60, 300, 100_000])
def test_a_record_with_a_wrong_length_loses_no_other(length: int) -> None:
    roots = small_tree()
    data = write_dicomdir(roots)
    victim = roots[0].below[0].below[0].below[1]  # 9.2
    found = shape(Directory(patched(data, victim.offset + 4, length)))
    uids = {uid for _, _, uids in found for uid in uids}
    assert {"9.1", "9.3", "9.4", "9.5"} <= uids


def test_a_truncated_file_keeps_what_is_whole() -> None:
    roots = small_tree()
    data = write_dicomdir(roots)
    last = roots[1].below[0].below[0].below[0]  # 9.5
    directory = Directory(data[: last.offset + 30])
    assert shape(directory)[:2] == SMALL[:2]
    assert FindingCode.DIRECTORY_DAMAGED in codes(directory)


def test_private_records_keep_what_is_below_them() -> None:
    private = Node("PRIVATE", [(0x00090010, "LO", "VENDOR")], [image("D\\P1", "9.8")])
    roots = [patient("Doe^Jane", "A", study("1.1", series("1.1.1", private)))]
    directory = Directory(write_dicomdir(roots))
    items = list(directory.instances(directory.series[0]))
    assert [type(item) for item in items] == [Finding, ListedInstance]
    assert items[0] == Finding(
        FindingCode.DIRECTORY_RECORD, Severity.INFO, "a record of type 'PRIVATE' names no file"
    )


def test_unknown_retired_and_root_records_are_listed_when_they_name_a_file() -> None:
    leaves = [image("D\\U1", "9.6", "FUTURE"), image("D\\V1", "9.7", "VOI LUT")]
    roots = [
        patient("Doe^Jane", "A", study("1.1", series("1.1.1", *leaves))),
        image("D\\H1", "9.9", "HANGING PROTOCOL"),
    ]
    directory = Directory(write_dicomdir(roots))
    assert sorted(uid for _, _, uids in shape(directory) for uid in uids) == ["9.6", "9.7", "9.9"]
    assert directory.findings == ()


def test_a_series_without_uid_is_told_apart_by_its_place() -> None:
    roots = [patient("Doe^Jane", "A", study("1.1", *(series("", image("D\\A", "9.1")),) * 1,
                                           series("", image("D\\B", "9.2"))))]  # fmt: skip
    uids = [listed.series.uid for listed in Directory(write_dicomdir(roots)).series]
    assert len(set(uids)) == 2
    assert all(uid.startswith("~") for uid in uids)


def test_images_without_the_records_above_them_are_kept() -> None:
    directory = Directory(write_dicomdir([image("D\\A", "9.1")]))
    assert [uids for _, _, uids in shape(directory)] == [["9.1"]]
    assert codes(directory) == [FindingCode.DIRECTORY_DAMAGED]


def test_a_record_out_of_use_says_so() -> None:
    leaf = image("D\\A", "9.1", in_use=0)
    roots = [patient("Doe^Jane", "A", study("1.1", series("1.1.1", leaf)))]
    directory = Directory(write_dicomdir(roots))
    (item,) = directory.instances(directory.series[0])
    assert isinstance(item, ListedInstance)
    assert not item.in_use


def test_character_set_of_each_record() -> None:
    greek, latin = patient("", "A"), patient("", "B")
    for node, declared, name in (
        (greek, "ISO_IR 126", b"\xc4\xe9"),
        (latin, "ISO_IR 100", b"\xe4"),
    ):
        node.values = [
            (0x00080005, "CS", declared),
            (0x00100010, "PN", name + b" " * (len(name) % 2)),
        ]
        node.below = [study("1.1", series("1.1.1", image("D\\A", "9.1")))]
    names = [listed.patient.name for listed in Directory(write_dicomdir([greek, latin])).series]
    assert names == ["Δι", "ä"]


@pytest.mark.parametrize("data", [b"", b"DICM", b"\0" * 200, b"\0" * 128 + b"DICM", b"\xff" * 999])
def test_what_is_no_directory_is_damaged(data: bytes) -> None:
    directory = Directory(data)
    assert directory.series == ()
    assert codes(directory) == [FindingCode.DIRECTORY_DAMAGED]


@pytest.mark.parametrize(
    ("path", "counts", "damaged"),  # patients, studies, series, instances
    [
        ("media/clunie-charset-disc/DICOMDIR", (11, 11, 11, 11), False),
        ("media/dicomdir-only/DICOMDIR", (20, 20, 20, 20), False),
        ("media/hitachi-mr-disc/DICOMDIR", (1, 1, 5, 67), False),
        ("media/nema-compsamples-partial/DICOMDIR", (20, 20, 20, 109), False),
        ("media/philips-ct-disc-partial/DICOMDIR", (1, 2, 9, 433), False),
        ("media/pydicom-dicomdirtests/DICOMDIR", (2, 6, 13, 31), False),
        ("media/pydicom-dicomdirtests/DICOMDIR-bigEnd", (2, 6, 13, 31), False),
        ("media/pydicom-dicomdirtests/DICOMDIR-implicit", (2, 6, 13, 31), False),
        ("media/pydicom-dicomdirtests/DICOMDIR-reordered", (2, 6, 13, 31), False),
        # Its PATIENT records are of type UNKNOWN.
        ("media/pydicom-dicomdirtests/DICOMDIR-nopatient", (2, 6, 13, 31), False),
        ("media/pydicom-dicomdirtests/DICOMDIR-nooffset", (2, 6, 13, 31), True),
        ("media/pydicom-dicomdirtests/DICOMDIR-empty.dcm", (0, 0, 0, 0), True),
        ("media/pydicom-tiny-alpha/DICOMDIR", (1, 1, 1, 50), False),
        ("made/media/mixed-disc/DICOMDIR", (3, 3, 11, 32), False),
        ("made/media/two-patients-pydicom/DICOMDIR", (2, 2, 2, 16), False),
        ("made/media/dicomdir-odd-record/DICOMDIR", (2, 2, 2, 16), False),
        ("made/media/dicomdir-cyclic-offsets/DICOMDIR", (2, 2, 2, 16), True),
        ("made/media/dicomdir-offsets-shifted/DICOMDIR", (2, 2, 2, 16), True),
        # Cut in the tenth image of the first patient; its File ID is lost.
        ("made/media/dicomdir-truncated/DICOMDIR", (1, 1, 1, 9), True),
    ],
)
def test_real_discs(path: str, counts: tuple[int, ...], *, damaged: bool) -> None:
    directory = Directory((shared_data() / path).read_bytes())
    listed = directory.series
    assert (
        len({s.patient for s in listed}),
        len({(s.patient, s.study.uid) for s in listed}),
        len({s.series.uid for s in listed}),
        sum(len(uids) for _, _, uids in shape(directory)),
    ) == counts
    assert (codes(directory) != []) is damaged


def test_names_of_the_character_set_disc() -> None:
    data = (shared_data() / "media/clunie-charset-disc/DICOMDIR").read_bytes()
    names = {s.patient.patient_id: s.patient.name for s in Directory(data).series}
    assert names["SCSGERM"] == "Äneas, Rüdiger"
    assert names["SCSGREEK"] == "Διονυσιος"
    assert names["SCSHBRW"] == "שרון, דבורה"
    assert names["X1EXAMPLE"] == "Wang, XiaoDong = 王, 小東"


def test_two_defects_in_a_row_end() -> None:
    """Found by the test below: a repaired length was forgotten and tried again, for ever."""
    roots = small_tree()
    data = bytearray(write_dicomdir(roots, undefined=True))
    study_node = roots[0].below[0]
    data[study_node.below[0].below[0].offset + LOWER - 1] = 1  # of the first image's link: odd
    data[study_node.below[1].offset + 3] = 0  # the second series is no item
    assert "9.5" in {uid for _, _, uids in shape(Directory(bytes(data))) for uid in uids}


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damaged_bytes_give_findings_never_errors(data: st.DataObject) -> None:
    raw = bytearray(write_dicomdir(small_tree(), undefined=data.draw(st.booleans())))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    started = time.process_time()
    shape(Directory(bytes(raw[:cut])))
    shape(Directory(bytes(raw)))
    assert time.process_time() - started < 1


def test_twenty_thousand_records_that_are_unended_take_little_time() -> None:
    leaves = [image("D\\A", f"9.{n}") for n in range(20_000)]
    roots = [patient("Doe^Jane", "A", study("1.1", series("1.1.1", *leaves)))]
    data = bytearray(write_dicomdir(roots, undefined=True))
    data = bytearray(bytes(data).replace(b"\xfe\xff\x0d\xe0", b"\0\0\0\0"))  # no item ends
    started = time.process_time()
    Directory(bytes(data))
    assert time.process_time() - started < 3


def test_a_directory_is_read_for_the_same_facts_as_a_header() -> None:
    """M-005, M-024: whatever a header may say, cut and spelled alike."""
    person = patient("Doe^" + "x" * 2000, "A", study("1.1", series("1.1.1", image("D\\A", "9.1"))))
    person.values.append((0x00101010, "AS", "040Y"))
    person.below[0].below[0].values[:1] = [
        (0x00080060, "CS", "ct\\mr"),
        (0x00080070, "LO", "Maker"),
    ]
    (listed,) = Directory(write_dicomdir([person])).series
    assert len(listed.patient.name) == 1025  # "Doe^x" became "Doe, x"
    assert listed.patient.age == "040Y"
    assert (listed.series.modality, listed.series.manufacturer) == ("CT", "Maker")


def test_a_record_type_is_short_and_plain_as_all_text_is() -> None:
    """Found by fuzzing: it was kept as 64 KB of control characters; numbers had no limit."""
    odd = image("D\\A", "9.1", kind="im\x1bage" + "x" * 2000)
    odd.values[-1] = (0x00200013, "IS", "1e300")
    directory = Directory(write_dicomdir([patient("Doe", "A", study("1", series("2", odd)))]))
    (listed,) = directory.series
    (found,) = directory.instances(listed)
    assert isinstance(found, ListedInstance)
    assert found.record_type == "IM?AGE" + "X" * 1018
    assert found.instance_number is None


def test_records_inside_one_another_take_little_time() -> None:
    """240 KB of records, each in a value of the one before and all to the end, took 12 s."""
    tail = b"".join(Writer().element(0x00050000 + n, "US", 1) for n in range(16_000))
    records = b""
    for _ in range(4000):
        content = Writer().element(0x000414FF, "OB", records)
        records = Writer().mark(0xFFFEE000, len(content) + len(tail)) + content
    started = time.process_time()
    directory = Directory(part10(Writer().sequence(0x00041220, records + tail + b"\7" * 40)))
    assert time.process_time() - started < 3
    assert FindingCode.DIRECTORY_DAMAGED in codes(directory)


def test_of_a_text_as_long_as_the_file_only_the_beginning_is_decoded() -> None:
    """M-005: what is undeclared is tried as UTF-8, to the first 64 KiB."""
    name = b"A" * (64 * 1024) + b"\xff"  # no UTF-8, were it read
    person = Node("PATIENT", [(0x00100010, "UT", "\xe4".encode() + name)])
    person.below = [study("1", series("2", image("D\\A", "9.1")))]
    (listed,) = Directory(write_dicomdir([person])).series
    assert listed.patient.name.startswith("\xe4A")


def test_a_series_tells_how_its_first_file_is_coded() -> None:
    directory = Directory(write_dicomdir(small_tree()))
    assert directory.first_syntax(directory.series[1]) == "1.2.840.10008.1.2.1"
    assert directory.first_syntax(replace(directory.series[1], leaves=())) == ""
