"""look.md "Words": short, calm, no blame."""

import re

import pytest

from viewer.model.findings import FindingCode
from viewer.model.wording import describe, title

NOT_SAID = re.compile(r"\b(error|exception|invalid|fatal|illegal|failed|you must)\b", re.IGNORECASE)


@pytest.mark.parametrize("code", FindingCode)
@pytest.mark.parametrize("count", [1, 3, 12_000])
def test_every_finding_has_calm_words(code: FindingCode, count: int) -> None:
    text = describe(code, count)
    assert text.endswith(".")
    assert text[0].isupper() or text[0].isdigit()
    assert "{" not in text
    assert not NOT_SAID.search(text + title(code))
    assert 3 < len(title(code)) < 40


def test_numbers() -> None:
    assert describe(FindingCode.FILE_UNREADABLE).startswith("1 file could")
    assert describe(FindingCode.FILE_UNREADABLE, 3).startswith("3 files could")
    assert describe(FindingCode.FILE_MISSING, 12_000).startswith("12\u202f000 objects are")
