"""What joins the frames of reference of a person: the registrations on the media (G-041)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.model.display_set import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.app.catalog import Catalog, CatalogPatient
    from viewer.app.link_state import Links
    from viewer.model.display_set import StackFrame
    from viewer.model.header import Identity
    from viewer.model.registration import Matrix, Registration

REGISTERED = "registered"


class Registrations:
    """The ways between frames of reference; of one person, by one object each (S-02)."""

    def __init__(self, stated: Mapping[Identity, tuple[Registration, ...]] | None = None) -> None:
        self.stated = dict(stated or {})
        self._known: dict[tuple[Identity, str, str], Matrix | None] = {}

    def between(self, identity: Identity, source_uid: str, target_uid: str) -> Matrix | None:
        """The way from one frame of reference to another, of the newest object that knows both.

        A way that exchanges left and right is none: no patient is mirrored.
        """
        if identity not in self.stated or not source_uid or not target_uid:
            return None
        question = identity, source_uid, target_uid
        if question not in self._known:
            ways = (r.between(source_uid, target_uid) for r in self.stated[identity])
            self._known[question] = next((w for w in ways if w and _keeps_sides(w)), None)
        return self._known[question]


NO_REGISTRATIONS: Final = Registrations()


def registrations_of(catalog: Catalog) -> Registrations:
    """Every registration on the media, by whom it is about, the newest first."""
    found = {p.facts.identity: _of(p) for p in catalog.patients}
    return Registrations({who: stated for who, stated in found.items() if stated})


def way_between(
    registrations: Registrations, links: Links, one: StackFrame, other: StackFrame
) -> Matrix | None:
    """The registered way from the frame of reference of one image to that of another.

    None within one frame of reference, and where a person matched slices of the two: what is
    said by hand about these pictures wins over the object.
    """
    if not registrations.stated:
        return None
    identity = one.header.patient.identity
    source, target = one.facts.plane, other.facts.plane
    if identity != other.header.patient.identity or source is None or target is None:
        return None
    if not (source.in_patient and target.in_patient):
        return None
    return way_unless_matched(
        registrations, links, identity, source.frame_of_reference_uid, target.frame_of_reference_uid
    )


def way_unless_matched(
    registrations: Registrations, links: Links, identity: Identity, source_uid: str, target_uid: str
) -> Matrix | None:
    """As `way_between`, by the frames of reference."""
    if source_uid == target_uid:
        return None
    pair = {(identity, source_uid), (identity, target_uid)}
    for match in links.matches:
        sides = (match.first, match.second)
        if {(s.identity, s.frame_of_reference_uid) for s in sides} == pair:
            return None
    return registrations.between(identity, source_uid, target_uid)


def _of(patient: CatalogPatient) -> tuple[Registration, ...]:
    headers = [
        item.display_set.header
        for study in patient.studies
        for item in study.items
        if isinstance(item.display_set, Document) and item.display_set.header.registration
    ]
    headers.sort(key=lambda h: (h.study.date.replace(".", ""), h.sort.acquired), reverse=True)
    return tuple(h.registration for h in headers if h.registration is not None)


def _keeps_sides(way: Matrix) -> bool:
    x, y, z = ((way[n], way[n + 4], way[n + 8]) for n in range(3))
    cross = (x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0])
    return sum(a * b for a, b in zip(cross, z, strict=True)) > 0
