from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.publish.markup import Html, element, joined, text


def test_text_is_escaped_and_what_cannot_be_seen_is_shown() -> None:
    assert text("<b>\"'&") == "&lt;b&gt;&quot;&#x27;&amp;"
    assert text("a\x1bb\u202ec") == r"a\x1bb\u202ec"


def test_lines_stay_lines_and_blanks_at_their_ends_are_no_signs() -> None:
    assert text("one  \ntwo") == "one <br/>two"


def test_children_that_are_text_are_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b", Html("<br/>")) == "<p>a &lt; b<br/></p>"


def test_attributes_are_escaped_and_named_as_in_the_page() -> None:
    made = element("img", alt='"><script>', class_="a", data_x="1")
    assert made == '<img alt="&quot;&gt;&lt;script&gt;" class="a" data-x="1"/>'


def test_parts_are_put_together() -> None:
    assert joined([Html("<br/>"), Html("x")]) == "<br/>x"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_whatever_the_text_it_comes_out_as_text(value: str) -> None:
    page = element("p", value, title=value)
    parsed = ET.fromstring(page)  # noqa: S314  made just above
    assert [child.tag for child in parsed] == ["br"] * len(list(parsed))
    assert list(parsed.attrib) == ["title"]


@pytest.mark.parametrize("length", [1_000, 90_000])
def test_long_lines_are_not_cut(length: int) -> None:
    assert text("x" * length) == "x" * length
