"""What is made of measured times."""

import pytest

from benchmarks.measure import Candidate, Round, Times, alternate, median_ratio, p95
from benchmarks.results import compared


def times(*seconds: float) -> Times:
    return Times(list(seconds), list(seconds))


def test_a_ratio_is_the_median_of_the_rounds_not_the_ratio_of_medians() -> None:
    # A machine that gets busier in every round, for both alike.
    assert median_ratio([1, 2, 9], [2, 4, 18]) == 0.5
    assert median_ratio([1, 30, 3], [10, 10, 10]) == pytest.approx(0.3)


def test_the_95th_percentile_is_near_the_largest_of_a_few() -> None:
    assert p95([1.0]) == 1.0
    assert p95(list(range(101))) == 95
    assert p95([0, 0, 0, 10]) == pytest.approx(8.5)


def test_every_candidate_runs_in_every_round_and_starts_are_taken_off() -> None:
    said: list[str] = []
    candidates = [
        Candidate("ours", lambda: said.append("work"), lambda: said.append("start")),
        Candidate("other", lambda: said.append("other"), lambda: said.append("other's start")),
    ]
    measured = alternate(candidates, 2)
    assert said == ["start", "work", "other's start", "other"] * 2
    assert len(measured.times["ours"].wall) == len(measured.idle["other"].cpu) == 2


@pytest.mark.parametrize(("ours", "verdict"), [(1.0, "met"), (1.3, "missed")])
def test_a_goal_is_met_by_the_ratio_it_names(ours: float, verdict: str) -> None:
    measured = Round({"ours": times(ours), "floor": times(0.1), "peer": times(1.0)}, {})
    row = compared("work", measured, {"peer": 1.2}, goal="≤ 1.2 × peer")
    assert row.met is (verdict == "met")
    assert [peer.name for peer in row.peers] == ["floor", "peer"]


def test_a_goal_against_a_missing_program_is_not_called_met() -> None:
    row = compared("work", Round({"ours": times(1.0)}, {}), {"peer": 1.2}, goal="≤ 1.2 × peer")
    assert row.met is None
    assert "peer" in row.note
