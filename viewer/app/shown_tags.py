"""What of a file may be read while identity is hidden: what a public copy would keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from viewer.app.identity_view import SHOWN
from viewer.model.tags import ITEM_TAG

if TYPE_CHECKING:
    from viewer.model.tags import TagNode

HIDDEN: Final = "hidden"


def shown_nodes(nodes: tuple[TagNode, ...]) -> tuple[TagNode, ...]:
    """The elements of a file, with "hidden" for the values that might tell who somebody is."""
    return tuple(map(_shown, nodes)) if SHOWN.state.people else nodes


def _shown(node: TagNode) -> TagNode:
    children = tuple(map(_shown, node.children))
    if node.children or node.tag == ITEM_TAG:
        return replace(node, children=children)
    value = SHOWN.text(node.value) if _is_kept(node) else HIDDEN
    name = SHOWN.text(node.name) if node.creator else node.name
    return replace(node, value=value if node.value else "", name=name)


def _is_kept(node: TagNode) -> bool:
    from viewer.deid.profile import PRESETS  # noqa: PLC0415  its tables are read when needed
    from viewer.deid.rules import Do, Rules  # noqa: PLC0415

    if node.tag >> 16 & 1 or node.vr == "PN":
        return False
    step = Rules(PRESETS["public"], "single").step(node.tag, node.vr)
    return step.do in {Do.KEEP, Do.NAME}
