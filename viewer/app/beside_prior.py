"""Hangs series beside those of an earlier examination, a row for each pair (S-09)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.viewport import ViewportState
from viewer.model.patient_space import dot, subtract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.app.priors import Comparison, SeriesPair
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import Workspace
    from viewer.model.display_set import DisplaySet, ImageStack
    from viewer.model.geometry import Vector

NO_PARTNER: Final = "No series like this one in the earlier examination"


def leading_series(workspace: Workspace) -> tuple[str, ...]:
    """The series on show to compare: those of the active viewport's examination, it first.

    Beside a prior that is already hung the newer ones on the left lead.
    """
    models, columns = workspace.viewports, workspace.state.layout.columns
    hung = columns == 2 and all(_study(m) for m in models[:2])
    if hung and _study(models[0]) != _study(models[1]):
        lead, models = models[0], models[::2]
    else:
        lead = workspace.active
        if lead.state.stack is None:  # a report: what stands beside it is meant
            lead = next((m for m in models if m.state.stack is not None), lead)
    study = _study(lead)
    uids = [_uid(lead.state.stack)]
    uids += [_uid(m.state.stack) for m in models if study and _study(m) == study]
    return tuple(dict.fromkeys(uid for uid in uids if uid))


def places_on_show(workspace: Workspace) -> dict[str, int]:
    """At which image each series on show is, by uid, in the order of the viewports."""
    return {_uid(m.state.display_set): m.state.index for m in workspace.viewports}


def viewports_of(comparison: Comparison) -> tuple[tuple[str, int], ...]:
    """Which item goes into which viewport: the newer left, the older right."""
    return tuple(
        (item.uid, 2 * row + column)
        for row, pair in enumerate(comparison.pairs)
        for column, item in enumerate((pair.current, pair.prior))
        if item is not None
    )


def hang_comparison(session: Session, comparison: Comparison, places: Mapping[str, int]) -> None:
    """Put all pairs up; what was on show (`places`) stays at its image, above what it was above."""
    workspace = session.workspace
    lead = comparison.pairs[0]
    comparison = replace(comparison, pairs=_as_on_show(comparison.pairs, places))
    workspace.set_maximised(maximised=False)
    with workspace.following.held():
        workspace.set_layout(len(comparison.pairs), 2)
        _empty_what_has_no_partner(session, comparison)
        for uid, viewport in viewports_of(comparison):
            session.show_item(uid, viewport)
        _place_slices(workspace, comparison, places)
    workspace.activate(2 * comparison.pairs.index(lead))


def _as_on_show(pairs: tuple[SeriesPair, ...], places: Mapping[str, int]) -> tuple[SeriesPair, ...]:
    """The pairs in the order in which they are on the screen, as nothing jumps."""
    rank = {uid: number for number, uid in enumerate(places)}

    def place(pair: SeriesPair) -> int:
        items = (pair.current, pair.prior)
        return min(rank.get(item.uid, len(rank)) for item in items if item is not None)

    return tuple(sorted(pairs, key=place))


def _empty_what_has_no_partner(session: Session, comparison: Comparison) -> None:
    """What stood there before is no partner: it may be of yet another day (S-09)."""
    workspace = session.workspace
    alone = {2 * row + 1 for row, pair in enumerate(comparison.pairs) if pair.prior is None}
    if not alone:
        return
    layout = workspace.state.layout
    cells = tuple("" if n in alone else uid for n, uid in enumerate(layout.cells))
    nothing = ViewportState(message=NO_PARTNER)
    session.show_screen(
        replace(workspace.state, layout=replace(layout, cells=cells)),
        tuple(nothing if n in alone else m.state for n, m in enumerate(workspace.viewports)),
    )


def _place_slices(workspace: Workspace, comparison: Comparison, places: Mapping[str, int]) -> None:
    """The current where it was; the prior about as far through, as a start to look from."""
    for row, pair in enumerate(comparison.pairs):
        left, right = workspace.viewports[2 * row], workspace.viewports[2 * row + 1]
        kept = places.get(pair.current.uid)
        if kept is not None:
            left.go_to(kept)
        if pair.prior is not None and pair.prior.uid in places:
            right.go_to(places[pair.prior.uid])
        elif comparison.is_prior and not right.state.index:
            right.go_to(_counterpart(workspace, left, right))


def _counterpart(workspace: Workspace, left: ViewportModel, right: ViewportModel) -> int:
    """Where the prior starts: at the same place if anything tells, else as far through."""
    one, other = left.state.stack, right.state.stack
    if one is None or other is None:
        return 0
    found = workspace.corresponding(one, left.state.index, other)
    return found.index if found is not None else as_far_through(one, left.state.index, other)


def as_far_through(one: ImageStack, index: int, other: ImageStack) -> int:
    """The position of `other` at the same share of the way, the same way in the body."""
    share = index / max(1, len(one.frames) - 1)
    if dot(_way(one), _way(other)) < 0:
        share = 1 - share
    return round(share * (len(other.frames) - 1))


def _way(stack: ImageStack) -> Vector:
    """From the first to the last slice, mm."""
    first, last = stack.frames[0].facts.plane, stack.frames[-1].facts.plane
    if first is None or last is None:
        return 0.0, 0.0, 0.0
    return subtract(last.position, first.position)


def _uid(display_set: DisplaySet | None) -> str:
    return display_set.uid if display_set is not None else ""


def _study(viewport: ViewportModel) -> tuple[object, ...]:
    frame = viewport.state.frame
    return (frame.header.patient.identity, frame.header.study.uid) if frame is not None else ()
