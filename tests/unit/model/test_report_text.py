"""Reports in words: dates as people write them, warnings first, nothing silently empty."""

from viewer.model.report import Observer, Report, ReportItem
from viewer.model.report_text import (
    NO_VALUE,
    plain_text,
    report_facts,
    report_lines,
    report_warnings,
)


def line(value_type: str, value: str, unit: str = "") -> str:
    report = Report(items=(ReportItem(0, value_type, "CONTAINS", "What", value, unit),))
    return report_lines(report)[0].text


def test_values_are_worded_by_their_type() -> None:
    assert line("DATE", "20240312") == "12 Mar 2024"
    assert line("TIME", "101500.12") == "10:15"
    assert line("DATETIME", "20240229101500.123+0100") == "29 Feb 2024 10:15 UTC+0100"
    assert line("DATETIME", "20240229101500-0500") == "29 Feb 2024 10:15 UTC-0500"
    assert line("DATETIME", "2001") == "2001"
    assert line("NUM", "12.5", "mm") == "12.5\N{NO-BREAK SPACE}mm"
    assert line("NUM", "12.5") == "12.5"
    assert line("TEXT", "") == NO_VALUE
    assert line("TEXT", "20240312") == "20240312"


def test_containers_without_a_name_are_not_lines() -> None:
    items = (ReportItem(0, "CONTAINER"), ReportItem(1, "TEXT", "CONTAINS", "A", "b"))
    assert [(one.level, one.label) for one in report_lines(Report(items=items))] == [(1, "A")]


def test_key_objects_count_their_pictures() -> None:
    image = ReportItem(0, "IMAGE", "CONTAINS", value="CT image", sop_instance_uids=("1",))
    other = ReportItem(0, "IMAGE", "CONTAINS", value="CT image", sop_instance_uids=("2",))
    report = Report(items=(image, other, image), is_key_objects=True)
    (only,) = report_lines(report)
    assert (only.label, only.text) == ("Pictures chosen", "2")


def test_what_makes_a_report_doubtful_comes_first() -> None:
    """P-031."""
    report = Report(
        completion="PARTIAL",
        verification="UNVERIFIED",
        preliminary="PRELIMINARY",
        notices=("It is cut off.",),
    )
    warnings = report_warnings(report)
    assert [words.split(":")[0] for words in warnings] == [
        "Not verified",
        "Incomplete",
        "Preliminary",
        "It is cut off.",
    ]
    sound = Report(completion="COMPLETE", verification="VERIFIED", preliminary="FINAL")
    assert report_warnings(sound) == ()


def test_who_and_when() -> None:
    report = Report(
        date="20240312",
        time="101500",
        authors=(Observer("Writer, Ann"),),
        verifiers=(Observer("Observer, Vera", "Made", "20240101120000"),),
    )
    assert report_facts(report) == (
        ("Written", "12 Mar 2024 10:15"),
        ("Author", "Writer, Ann"),
        ("Verified by", "Observer, Vera, Made, 1 Jan 2024 12:00"),
    )


def test_plain_text_keeps_order_depth_and_lines() -> None:
    report = Report(
        verification="UNVERIFIED",
        items=(
            ReportItem(0, "CONTAINER", "CONTAINS", "Findings"),
            ReportItem(1, "TEXT", "CONTAINS", "Finding", "first\nsecond"),
            ReportItem(2, "CODE", "HAS PROPERTIES", "Side", "left"),
        ),
    )
    assert plain_text("Title", "Whose", report) == (
        "Title\nWhose\n\n! Not verified: nobody has confirmed this report.\n\n"
        "\nFindings\n  Finding: first\n    second\n    (property) Side: left\n"
    )
