"""Whole discs of the team's data: what is referenced, found, readable, and what is told (M-041).

Counts: referenced by `dcmdump +P 0004,1500`, the rest by `find` and `dcmftest`.
"""

import pytest

from tests.factories.media import codes, report_of
from tests.shared_data import shared_data
from viewer.model.findings import Counts, FindingCode

CODES = FindingCode


@pytest.mark.parametrize(
    ("disc", "counts", "findings", "other"),
    [
        ("media/clunie-charset-disc", Counts(11, 11, 11, 11), {CODES.SEVERAL_PATIENTS: 1}, 0),
        ("media/hitachi-mr-disc", Counts(67, 67, 67, 67), {}, 0),
        (
            "media/dicomdir-only",
            Counts(20, 0, 0, 0),
            {CODES.FILE_MISSING: 20, CODES.NO_DICOM: 1, CODES.SEVERAL_PATIENTS: 1},
            0,
        ),
        (
            "media/nema-compsamples-partial",
            Counts(109, 4, 4, 4),
            {CODES.FILE_MISSING: 105, CODES.SEVERAL_PATIENTS: 1},
            0,
        ),
        ("media/philips-ct-disc-partial", Counts(433, 5, 5, 5), {CODES.FILE_MISSING: 428}, 3),
        ("media/pydicom-dicomdirtests", Counts(31, 31, 31, 31), {CODES.SEVERAL_PATIENTS: 1}, 6),
        # CT headers without pixels.
        ("media/pydicom-tiny-alpha", Counts(50, 50, 50, 0), {CODES.PIXELS_DAMAGED: 50}, 0),
        ("made/media/two-patients-pydicom", Counts(16, 16, 16, 16), {CODES.SEVERAL_PATIENTS: 1}, 0),
        (
            "made/media/dicomdir-in-subfolder",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1},
            0,
        ),
        ("made/media/dicomdir-odd-record", Counts(16, 16, 16, 16), {CODES.SEVERAL_PATIENTS: 1}, 0),
        (
            "made/media/dicomdir-cyclic-offsets",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.DIRECTORY_DAMAGED: 1},
            0,
        ),
        (
            "made/media/dicomdir-offsets-shifted",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.DIRECTORY_DAMAGED: 1},
            0,
        ),
        # Ten records survive, the tenth without its File ID; sixteen files are there.
        (
            "made/media/dicomdir-truncated",
            Counts(10, 16, 16, 16),
            {
                CODES.SEVERAL_PATIENTS: 1,
                CODES.DIRECTORY_DAMAGED: 1,
                CODES.DIRECTORY_RECORD: 1,
                CODES.FILE_NOT_LISTED: 7,
            },
            0,
        ),
        (
            "made/media/dicomdir-path-escape",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.PATH_REFUSED: 1},
            0,
        ),
        (
            "made/media/files-missing-and-unlisted",
            Counts(16, 11, 11, 11),
            {CODES.SEVERAL_PATIENTS: 1, CODES.FILE_MISSING: 6, CODES.FILE_NOT_LISTED: 1},
            0,
        ),
        (
            "made/media/names-iso9660-suffix",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.NAME_DEVIATES: 1},
            0,
        ),
        (
            "made/media/names-lower-case",
            Counts(16, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.NAME_DEVIATES: 1},
            0,
        ),
        (
            "made/media/no-dicomdir",
            Counts(None, 16, 16, 16),
            {CODES.SEVERAL_PATIENTS: 1, CODES.DIRECTORY_MISSING: 1},
            2,
        ),
        # Three of 35 files beside the listed ones are not listed; RT and ECG not shown.
        (
            "made/media/mixed-disc",
            Counts(32, 35, 35, 33),
            {CODES.SEVERAL_PATIENTS: 1, CODES.FILE_NOT_LISTED: 3, CODES.UNSUPPORTED_OBJECT: 2},
            4,
        ),
    ],
)
def test_real_discs(
    disc: str, counts: Counts, findings: dict[FindingCode, int], other: int
) -> None:
    report = report_of(shared_data() / disc)
    found = codes(report)
    del found[CODES.NOT_CONFORMANT]  # the header reader's business
    assert (report.counts, dict(found), report.other_files) == (counts, findings, other)
