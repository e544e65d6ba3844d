"""Which stores of a session take part in undo, and how their changes are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.annotations import describe_annotations
from viewer.app.key_images import describe_key_images
from viewer.app.measurements import describe_scales
from viewer.app.shown_again import find_shown
from viewer.app.undo import History

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.frames import Post
    from viewer.app.session import Session


def session_history(
    session: Session, post: Post, forget_waiting: Callable[[], None], passing: str
) -> History:
    """The history of a session whose stores are made; `passing` says that a series is coming."""
    history = History(
        session.workspace,
        lambda uid, key: find_shown(session.catalog, uid, key),
        post,
        forget_waiting=forget_waiting,
        passing=frozenset({passing}),
    )
    history.add("annotations", session.annotations, describe_annotations)
    history.add("scales", session.measurements, describe_scales)
    history.add("key images", session.key_images, describe_key_images)
    return history
