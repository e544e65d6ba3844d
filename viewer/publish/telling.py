"""A plan and its result in words for an operator (M-074, M-075)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from viewer.media.decoders import syntax_name
from viewer.model.plain_words import format_date
from viewer.model.safe_text import visible
from viewer.publish.handling import Deed
from viewer.publish.kits import archives_of
from viewer.publish.profiles import smallest_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from viewer.publish.handling import LeftOutFile
    from viewer.publish.plan import DiscPlan, PublishPlan
    from viewer.publish.publisher import Published


def plan_text(plan: PublishPlan, target: Path) -> str:
    """What would be written, and what not."""
    what = f"{_count(len(plan.objects), 'object')}, {_count(len(plan.discs), 'disc')}"
    lines = [f"{what} by {plan.rules.profile.name}, to {visible(str(target))}"]
    for disc in plan.discs:
        lines += _disc_lines(plan, disc)
    lines += _done_lines(plan)
    lines += _left_out(plan.left_out, plan.left_out_files)
    if plan.other_files:
        lines.append(f"not DICOM, not copied: {_count(plan.other_files, 'file')}")
    lines += plan.warnings
    return "\n".join(lines) + "\n"


def _disc_lines(plan: PublishPlan, disc: DiscPlan) -> Iterator[str]:
    room = f"{_size(disc.length)}{_share(plan, disc)}"
    if len(plan.discs) > 1:
        yield f"disc {disc.number} of {len(plan.discs)}: {room}"
    else:
        yield f"size: {room}; {_fitting(disc.length)}"
    yield from _viewer_lines(plan, disc)
    for facts in disc.patients:
        born = facts.birth_date and f"born {format_date(facts.birth_date)}"
        known = ", ".join(filter(None, (facts.name, facts.patient_id, born)))
        yield f"  patient: {visible(known) or 'unknown'}"
    studies = Counter(one.source.study.uid for one in disc.objects)
    shown = {one.source.study.uid: one.source.study for one in disc.objects}
    for uid, number in studies.items():
        study = shown[uid]
        words = " ".join(filter(None, (format_date(study.date), study.description))) or "study"
        missing = disc.left_out_of.get(uid, 0)
        partly = f", {missing} not on this disc" if missing else ""
        yield f"    {visible(words)}: {_count(number, 'object')}{partly}"


def _viewer_lines(plan: PublishPlan, disc: DiscPlan) -> Iterator[str]:
    """Which viewers there are, and whether they can be copied to a computer first."""
    for kit in plan.rules.kits:
        words = ", packed" if kit.is_packed else ""
        for archive in archives_of([kit]):
            is_here = archive in disc.archives
            told = (
                ", and packed for a faster start" if is_here else "; packed as well it has no room"
            )
            words = f"{told}: {_size(archive.length)}"
        yield f"  viewer for {kit.system}{words}"


def _share(plan: PublishPlan, disc: DiscPlan) -> str:
    capacity = plan.rules.capacity
    return f", {100 * disc.length // capacity} % of it" if capacity else ""


def _fitting(length: int) -> str:
    """The smallest medium it fits onto."""
    smallest = smallest_for(length)
    return f"fits onto a {smallest.title}" if smallest else "fits onto no disc"


def _done_lines(plan: PublishPlan) -> Iterator[str]:
    done = ((one.handling.deed, one.handling.source_syntax) for one in plan.objects)
    deeds = Counter((deed, syntax if deed is Deed.DECODE else "") for deed, syntax in done)
    for (deed, syntax), number in sorted(deeds.items()):
        named = f" from {syntax_name(syntax)}" if syntax else ""
        yield f"{deed.value}{named}: {number}"


def result_text(published: Published) -> str:
    """What was written and how it was checked."""
    lines = [f"{_count(published.objects, 'object')} written, read back and compared."]
    lines += [f"  {visible(str(place))}" for place in published.places]
    lines += _left_out(published.left_out, published.left_out_files)
    if published.filled:
        names = ", ".join(f"{name} ({n})" for name, n in published.filled.items())
        lines.append(f"the directory needs what objects lack; filled in there: {names}")
    lines += published.notices
    for gate in dict.fromkeys((gate.name, gate.passed) for gate in published.gates):
        lines.append(f"{gate[0]}: {_VERDICTS[gate[1]]}")
    return "\n".join(lines) + "\n"


_MOST_NAMES = 20  # files, for each reason
_VERDICTS = {
    True: "passed",
    False: "complains about objects as they were",
    None: "not run, the program is not here",
}


def _left_out(counts: Mapping[str, int], files: Iterable[LeftOutFile]) -> Iterator[str]:
    """How many for each reason, and which, so that somebody can look after them."""
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(file.words, []).append(file.path)
    for words, number in counts.items():
        yield f"left out, {number}: {words}"
        names = named.get(words, [])[:_MOST_NAMES]
        yield from (f"    {visible(name)}" for name in names)
        if names and number > len(names):
            yield f"    and {number - len(names)} more"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _size(length: int) -> str:
    return f"{length / 1e9:.1f} GB" if length >= 1e9 else f"{max(1, round(length / 1e6))} MB"
