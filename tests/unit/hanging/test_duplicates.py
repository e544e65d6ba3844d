"""G-014: identical copies collapse, conflicting ones never do."""

from viewer.hanging.duplicates import sharing_a_uid, without_copies
from viewer.model.entities import Instance
from viewer.model.findings import FindingCode, Severity
from viewer.model.image import FileKey


def _instance(path: str, uid: str = "1.2") -> Instance:
    return Instance(FileKey(1, path), uid, "", "")


PAIR = [_instance("a"), _instance("b"), _instance("c", "1.3")]


def test_only_files_with_a_common_uid_need_comparing() -> None:
    assert [[i.file.path for i in g] for g in sharing_a_uid(PAIR)] == [["a", "b"]]


def test_instances_without_a_uid_are_never_copies() -> None:
    assert sharing_a_uid([_instance("a", ""), _instance("b", "")]) == ()


def test_of_identical_copies_one_is_kept_and_counted() -> None:
    kept, (finding,) = without_copies(PAIR, {i.file: "same" for i in PAIR})
    assert [i.file.path for i in kept] == ["a", "c"]
    assert (finding.code, finding.severity) == (FindingCode.DUPLICATE, Severity.INFO)


def test_conflicting_copies_are_all_kept_and_told_loudly() -> None:
    kept, (finding,) = without_copies(PAIR, {i.file: i.file.path for i in PAIR})
    assert len(kept) == 3
    assert (finding.code, finding.severity) == (FindingCode.CONFLICTING_COPIES, Severity.ERROR)


def test_copies_nobody_compared_are_all_kept() -> None:
    kept, (finding,) = without_copies(PAIR, {})
    assert len(kept) == 3
    assert finding.severity is Severity.WARNING


def test_one_file_named_twice_is_one_image() -> None:
    kept, findings = without_copies([_instance("a"), _instance("a")], {})
    assert len(kept) == 1
    assert findings == []
