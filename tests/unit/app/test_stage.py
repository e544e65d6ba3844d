"""Several media are read when all of them are (S-05)."""

from viewer.app.stage import LoadState, Stage, overall

READ = LoadState(Stage.READY, 20, 20, "ONE")
HALF = LoadState(Stage.READING, 30, 100, "TWO")


def test_one_medium_speaks_for_itself() -> None:
    assert overall(READ, [READ]) == READ
    assert overall(HALF, [HALF]) == HALF


def test_what_is_read_does_not_hide_what_is_not() -> None:
    both = LoadState(Stage.READING, 50, 120, "TWO")
    assert overall(READ, [READ, HALF]) == both
    assert overall(HALF, [READ, HALF]) == both


def test_a_total_that_is_not_known_is_not_made_up() -> None:
    vague = LoadState(Stage.READING, 3, None, "THREE")
    assert overall(READ, [READ, HALF, vague]).total is None


def test_what_went_wrong_is_told_at_once() -> None:
    failed = LoadState(Stage.FAILED, label="TWO", problem="EIO")
    assert overall(failed, [HALF, failed]) == failed
    assert overall(READ, [READ, failed]) == READ
