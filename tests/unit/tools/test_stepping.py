import pytest

from viewer.tools.stepping import Steps, drag_step_px


def test_small_movements_add_up_to_whole_steps() -> None:
    steps = Steps()
    taken = []
    for _ in range(5):
        step, steps = steps.moved(10, 24)
        taken.append(step)
    assert taken == [0, 0, 1, 0, 1]
    assert steps.rest == pytest.approx(2)


def test_turning_back_answers_at_once() -> None:
    _, steps = Steps().moved(23, 24)
    assert steps.moved(-24, 24) == (-1, Steps())


def test_steps_round_towards_zero_in_both_directions() -> None:
    assert Steps().moved(59, 24)[0] == 2
    assert Steps().moved(-59, 24)[0] == -2


@pytest.mark.parametrize(
    ("count", "height", "px"), [(100, 800, 8), (1000, 800, 3), (5, 800, 32), (0, 800, 32)]
)
def test_a_drag_over_the_height_crosses_the_stack_within_limits(
    count: int, height: float, px: float
) -> None:
    assert drag_step_px(count, height) == px
