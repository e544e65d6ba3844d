"""Classes from code that was compiled with the bundle are the classes Python would have made."""

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from viewer.boot import classes


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    vars(dataclasses).pop("exec", None)
    setattr(dataclasses, "inspect", inspect)  # noqa: B010  mypy knows of none


def a_class(name: str) -> Any:
    namespace = {name: 7, "__annotations__": {"first": int, name: int}}
    return dataclasses.dataclass(frozen=True, slots=True)(type("Point", (), namespace))


def texts_of(make: Callable[[], object]) -> list[str]:
    texts = []

    def noted(text: str, variables: dict[str, Any], names: dict[str, Any]) -> None:
        texts.append(text)
        exec(text, variables, names)  # noqa: S102  as `dataclasses` does

    setattr(dataclasses, "exec", noted)  # noqa: B010  it has none of its own
    make()
    return texts


def test_a_class_is_the_same_and_nothing_is_compiled() -> None:
    texts = texts_of(lambda: a_class("second"))
    assert texts
    classes.use({text: compile(text, "<made>", "exec") for text in texts})
    point = a_class("second")
    assert point.__init__.__code__.co_filename == "<made>"
    assert repr(point(1)).endswith("Point(first=1, second=7)")
    assert point(1) == point(1, second=7) != point(2)
    assert hash(point(1)) == hash(point(1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        point(1).first = 2


def test_a_class_that_nobody_foresaw_is_made_as_ever() -> None:
    classes.use({text: compile(text, "<made>", "exec") for text in texts_of(lambda: a_class("x"))})
    other = a_class("second")
    assert other.__init__.__code__.co_filename == "<string>"
    assert other(1).second == 7


def test_nothing_changes_where_nothing_was_compiled() -> None:
    classes.use_compiled()
    assert "exec" not in vars(dataclasses)
