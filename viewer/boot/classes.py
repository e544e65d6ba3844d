"""Methods of dataclasses from code made with the bundle: 0.1 s of work at every start.

`dataclasses` writes half a dozen functions for each class as text and has Python compile them.
`packaging/bundle/class_code.py` does that once. A class whose text is not known is made as ever.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType
    from typing import Any

MADE = "lightbox_class_code"  # a module of bundles only


def use_compiled() -> None:
    """Have classes made from what was compiled before, if that is here."""
    try:
        made = __import__(MADE)
    except ImportError:
        return
    use(made.CODE)


def use(code: Mapping[str, CodeType]) -> None:
    """Have `dataclasses` run `code` where it would compile the text; without documentation.

    A class without a text of its own, as all are in a bundle, would get its signature for one.
    """
    import dataclasses  # noqa: PLC0415  nobody else needs it so early

    def run(text: str, variables: dict[str, Any], names: dict[str, Any]) -> None:
        exec(code.get(text, text), variables, names)  # noqa: S102  as `dataclasses` does

    setattr(dataclasses, "exec", run)  # noqa: B010  it has none of its own
    setattr(dataclasses, "inspect", _NoDocumentation)  # noqa: B010  asked for signatures only


class _NoDocumentation:
    """In the place of the module `inspect`."""

    @staticmethod
    def signature(_: type) -> str:
        """Of a class, as text."""
        return ""
