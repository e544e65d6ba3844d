"""All copies of a job and their DICOMDIR, read back and searched (A-070, A-071)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid.errors import LeakError
from viewer.deid.marks import own_texts
from viewer.deid.needles import needles_of
from viewer.deid.proof import Expected, References, prove, prove_bytes
from viewer.deid.several import results

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.copying import Copying
    from viewer.deid.request import Work

DIRECTORY: Final = "DICOMDIR"


def prove_copies(job: Copying, folder: Path, work: Work) -> None:
    """Write the directory, read everything back and say so in the account; raises LeakError."""
    references = References()
    expected = _expected(job, work, references)
    proofs = results(lambda one: prove(one.path, one.written, expected[one.person]), job.copies)
    for number, findings in enumerate(proofs, 1):
        work.cancel.check()
        work.progress("checking", number, len(job.copies))
        if findings:
            raise LeakError(tuple(f"copy {number}: {words}" for words in findings))
    place = folder / DIRECTORY
    place.write_bytes(job.directory.to_bytes())
    data = place.read_bytes()
    for one in expected.values():
        findings = prove_bytes(data, one.needles, "the directory")
        if findings:
            raise LeakError(findings)
    job.account.references = len(references.named & references.instances)
    job.account.dangling = len(references.named - references.instances)
    job.account.searched_files = len(job.copies) + 1
    job.account.searched_terms = sum(one.needles.count for one in expected.values())
    job.account.searched_uids = sum(len(one.needles.uids) for one in expected.values())


def _expected(job: Copying, work: Work, references: References) -> dict[str, Expected]:
    profile = job.request.profile
    pseudonyms = frozenset(job.pseudonyms.values())
    allowed = (*own_texts(profile), *pseudonyms)
    everybody = job.everybody()
    others = None if everybody is None else needles_of(everybody, allowed)
    return {
        person: Expected(
            needles_of(identity, allowed), profile, pseudonyms, work.cancel, references, others
        )
        for person, identity in job.people.items()
    }
