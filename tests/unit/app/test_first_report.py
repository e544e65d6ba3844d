"""The key R never leaves the examination, hence never the person."""

from tests.factories.fake_session import (
    CHEST,
    ERIKA,
    catalog_of,
    document_item,
    small_catalog,
    stack_item,
)
from viewer.app.catalog import CatalogStudy
from viewer.app.first_report import first_report
from viewer.model.display_set import DocumentKind
from viewer.model.header import SeriesFacts


def uid_after(uid: str, *items: str) -> str:
    kinds = {"pdf": ("DOC", DocumentKind.PDF), "ko": ("KO", DocumentKind.REPORT)}
    kinds |= {"sr": ("SR", DocumentKind.REPORT), "other": ("RTPLAN", DocumentKind.OTHER)}
    made = [document_item(SeriesFacts(name, 1, kinds[name][0]), kinds[name][1]) for name in items]
    made.append(stack_item(SeriesFacts("ct", 2, "CT")))
    found = first_report(catalog_of((ERIKA, (CatalogStudy(CHEST, tuple(made)),))), uid)
    return found.uid if found is not None else ""


def test_the_first_report_then_the_next_and_around() -> None:
    assert uid_after("ct", "other", "pdf", "sr") == "pdf"
    assert uid_after("pdf", "other", "pdf", "sr") == "sr"
    assert uid_after("sr", "other", "pdf", "sr") == "pdf"


def test_reports_before_key_images() -> None:
    assert uid_after("ct", "ko", "sr") == "sr"
    assert uid_after("ct", "ko") == "ko"


def test_without_a_report_in_this_study_there_is_none() -> None:
    assert uid_after("ct", "other") == ""
    assert first_report(small_catalog(), "1.2.2.1") is None
    assert first_report(small_catalog(), "") is None
    assert first_report(small_catalog(), "gone") is None
