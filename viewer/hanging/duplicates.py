"""Instances that share one SOP Instance UID: copies, or a conflict nobody may hide (G-014)."""

from collections.abc import Mapping, Sequence

from viewer.model.entities import Instance
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.image import FileKey


def sharing_a_uid(instances: Sequence[Instance]) -> tuple[tuple[Instance, ...], ...]:
    """Groups of two and more files with one UID: those whose content must be compared."""
    by_uid: dict[str, dict[FileKey, Instance]] = {}
    for instance in instances:
        if instance.sop_instance_uid:
            by_uid.setdefault(instance.sop_instance_uid, {}).setdefault(instance.file, instance)
    return tuple(tuple(group.values()) for group in by_uid.values() if len(group) > 1)


def without_copies(
    instances: Sequence[Instance], digests: Mapping[FileKey, str], series_uid: str = ""
) -> tuple[list[Instance], list[Finding]]:
    """One of several identical files, all of those that differ, and what to tell about it.

    `digests` are hashes of the data sets of files that share a UID; files without one are
    kept, because a copy that was not compared may be different.
    """
    dropped: set[FileKey] = set()
    findings: list[Finding] = []
    for group in sharing_a_uid(instances):
        seen: set[str] = set()
        for instance in group:
            digest = digests.get(instance.file, "")
            if digest and digest in seen:
                dropped.add(instance.file)
            seen.add(digest or f"unread {instance.file.path}")
        findings += _told(group, len(seen), digests, series_uid)
    unique = {i.file: i for i in instances}  # a file two records name is one file
    return [i for file, i in unique.items() if file not in dropped], findings


def _told(
    group: Sequence[Instance], different: int, digests: Mapping[FileKey, str], series_uid: str
) -> list[Finding]:
    first = group[0].file.path
    if different == 1:
        detail = f"{len(group)} identical copies of one image"
        return [Finding(FindingCode.DUPLICATE, Severity.INFO, detail, first, series_uid)]
    if all(digests.get(i.file) for i in group):
        detail = f"{different} different files have one SOP Instance UID; all are shown"
        return [Finding(FindingCode.CONFLICTING_COPIES, Severity.ERROR, detail, first, series_uid)]
    detail = f"{len(group)} files have one SOP Instance UID; all are shown, not compared"
    return [Finding(FindingCode.DUPLICATE, Severity.WARNING, detail, first, series_uid)]
