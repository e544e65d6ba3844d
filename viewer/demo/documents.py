"""The report of the CT study, as an encapsulated PDF and as a Basic Text SR."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from viewer.demo.ct import CT_IMAGE_STORAGE, HIGHEST_MM, LOWEST_MM, STUDY, VOLUME
from viewer.demo.identity import DemoSize, SeriesPlan, code, new_instance, uid
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN
from viewer.demo.torso import NODULE

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

ENCAPSULATED_PDF_STORAGE = "1.2.840.10008.5.1.4.1.1.104.1"
BASIC_TEXT_SR_STORAGE = "1.2.840.10008.5.1.4.1.1.88.11"
PDF_SERIES = SeriesPlan(3, "DOC", "Report (PDF)")
SR_SERIES = SeriesPlan(4, "SR", "Report (structured)")

FINDINGS = (
    "Round nodule of 18 mm in the right upper lobe, new since the radiograph of 2023.",
    "Small cyst of the right lobe of the liver.",
    "Heart, vessels, kidneys and spine as the generator computed them.",
)
CONCLUSION = "New nodule of the right lung. All of this is invented."


def documents(size: DemoSize) -> Iterator[Dataset]:
    """Both documents, in series of their own."""
    yield _pdf()
    yield _report(size)


def _pdf() -> Dataset:
    ds = new_instance(ENCAPSULATED_PDF_STORAGE, STUDY, PDF_SERIES, 1)
    ds.ConversionType = "SYN"
    ds.BurnedInAnnotation = "YES"
    ds.RecognizableVisualFeatures = "NO"
    ds.AcquisitionDateTime = STUDY.date + STUDY.time
    ds.DocumentTitle = "Synthetic report"
    ds.ConceptNameCodeSequence = [code("18748-4", "LN", "Diagnostic Imaging Report")]
    ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document = one_page_pdf(
        "Synthetic report - CT chest and abdomen",
        (
            "Patient: Lightbox Demo (not a person)",
            f"Study: {STUDY.date[:4]}-{STUDY.date[4:6]}-{STUDY.date[6:]}",
            "",
            *FINDINGS,
            "",
            CONCLUSION,
        ),
    )
    ds.EncapsulatedDocumentLength = len(document)
    ds.EncapsulatedDocument = document + b"\0" * (len(document) % 2)
    _set_native(ds)
    return ds


def one_page_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A valid A4 page of Helvetica text (ISO 32000-1); Latin-1 only."""
    shown = [f"/F1 18 Tf 64 770 Td ({_escaped(title)}) Tj /F1 11 Tf 0 -34 Td 16 TL"]
    shown += [f"({_escaped(line)}) Tj T*" for line in lines]
    content = ("BT " + "\n".join(shown) + " ET").encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    file = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    file += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(file)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _report(size: DemoSize) -> Dataset:
    ds = new_instance(BASIC_TEXT_SR_STORAGE, STUDY, SR_SERIES, 1)
    ds.ReferencedPerformedProcedureStepSequence = []
    ds.PerformedProcedureCodeSequence = []
    ds.CompletionFlag = "COMPLETE"
    ds.VerificationFlag = "UNVERIFIED"
    ds.ValueType = "CONTAINER"
    ds.ConceptNameCodeSequence = [code("18748-4", "LN", "Diagnostic Imaging Report")]
    ds.ContinuityOfContent = "SEPARATE"
    ds.CurrentRequestedProcedureEvidenceSequence = [_evidence(size)]
    findings = _container(code("59776-5", "LN", "Procedure findings"))
    findings.ContentSequence = [
        _text(code("121071", "DCM", "Finding"), sentence) for sentence in FINDINGS
    ]
    findings.ContentSequence.append(_nodule_image(size))
    conclusion = _container(code("19005-8", "LN", "Radiology Imaging study [Impression]"))
    conclusion.ContentSequence = [_text(code("121077", "DCM", "Conclusion"), CONCLUSION)]
    ds.ContentSequence = [findings, conclusion]
    _set_native(ds)
    return ds


def _container(name: Dataset) -> Dataset:
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = "CONTAINER"
    item.ConceptNameCodeSequence = [name]
    item.ContinuityOfContent = "SEPARATE"
    return item


def _text(name: Dataset, value: str) -> Dataset:
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = "TEXT"
    item.ConceptNameCodeSequence = [name]
    item.TextValue = value
    return item


def _nodule_image(size: DemoSize) -> Dataset:
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    item = Dataset()
    item.RelationshipType = "CONTAINS"
    item.ValueType = "IMAGE"
    item.ConceptNameCodeSequence = [code("111040", "DCM", "Original Source")]
    item.ReferencedSOPSequence = [_reference(size)]
    return item


def _reference(size: DemoSize) -> Dataset:
    """The slice nearest to the nodule."""
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    item = Dataset()
    item.ReferencedSOPClassUID = CT_IMAGE_STORAGE
    item.ReferencedSOPInstanceUID = uid(STUDY.number, VOLUME.number, nodule_slice(size))
    return item


def nodule_slice(size: DemoSize) -> int:
    """Instance Number of the CT slice through the middle of the nodule."""
    share = (NODULE.centre[2] - LOWEST_MM) / (HIGHEST_MM - LOWEST_MM)
    return 1 + round(share * (size.ct_slices - 1))


def _evidence(size: DemoSize) -> Dataset:
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    series = Dataset()
    series.SeriesInstanceUID = uid(STUDY.number, VOLUME.number)
    series.ReferencedSOPSequence = [_reference(size)]
    study = Dataset()
    study.StudyInstanceUID = uid(STUDY.number)
    study.ReferencedSeriesSequence = [series]
    return study


def _set_native(ds: Dataset) -> None:
    """Uncompressed, and without what only images have."""
    from pydicom.dataset import FileMetaDataset  # noqa: PLC0415  pydicom is slow to import
    from pydicom.uid import UID  # noqa: PLC0415  pydicom is slow to import

    del ds.AcquisitionDate, ds.AcquisitionTime
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(EXPLICIT_LITTLE_ENDIAN)
