"""The table and the rows kept for it."""

from pathlib import Path

from benchmarks import report
from benchmarks.results import Group, Peer, Results, Row

GROUPS = [Group("one", "First things", ()), Group("two", "Second things", ())]


def kept(path: Path) -> Results:
    results = Results(path)
    missed = Row("a|b", "≤ 1 × peer", "2 s", [Peer("peer", "1 s", "2×")])
    missed.met, missed.note, missed.profile = False, "why", "profile"
    results.keep("one", [missed, Row("met", "≤ 2", "1", met=True)], "today")
    return results


def test_rows_of_other_groups_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    first = kept(path)
    later = Results(path)
    later.keep("two", [Row("more")], "later")
    again = Results(path)
    assert again.rows["one"] == first.rows["one"]
    assert again.when == {"one": "today", "two": "later"}


def test_a_missed_goal_is_said_thrice_in_table_list_and_profile(tmp_path: Path) -> None:
    text = report.markdown(kept(tmp_path / "results.json"), GROUPS)
    assert "Of 2 judged goals 1 were met" in text
    assert "- a|b (goal: ≤ 1 × peer)" in text
    assert r"| a\|b | ≤ 1 × peer | 2 s | peer: 1 s | 2× | **missed** | why |" in text
    assert "### a|b\n\n```\nprofile\n```" in text


def test_a_group_that_was_never_measured_says_so(tmp_path: Path) -> None:
    text = report.markdown(kept(tmp_path / "results.json"), GROUPS)
    assert "## Second things\n\nNot measured yet." in text
