"""A structured report as it is read: what it says about itself, and its content in order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Observer:
    """Who wrote or verified a report; values as stored, "" where there are none."""

    name: str = ""
    organisation: str = ""
    when: str = ""  # DT


@dataclass(frozen=True, slots=True)
class ReportItem:
    r"""One content item (PS3.3 C.17.3).

    `level` is how deep it lies: an item belongs to the nearest one before it that is less deep.
    `value` is text for people, lines divided by "\n"; only dates and times are as stored.
    """

    level: int
    value_type: str  # CONTAINER, TEXT, NUM, ...; as in the file where it is none of the standard's
    relationship: str = ""  # CONTAINS, HAS PROPERTIES, ...
    concept: str = ""  # what the value is, in the words of the file
    value: str = ""
    unit: str = ""  # of a NUM, as it is written behind the number
    observed: str = ""  # DT, if the item has one of its own
    sop_instance_uids: tuple[str, ...] = ()  # of the objects an item refers to


@dataclass(frozen=True, slots=True)
class Report:
    """A structured report or a selection of key objects."""

    title: str = ""
    completion: str = ""  # COMPLETE or PARTIAL
    completion_words: str = ""
    verification: str = ""  # VERIFIED or UNVERIFIED
    preliminary: str = ""  # PRELIMINARY or FINAL
    date: str = ""  # DA
    time: str = ""  # TM
    authors: tuple[Observer, ...] = ()
    verifiers: tuple[Observer, ...] = ()
    items: tuple[ReportItem, ...] = ()  # depth first, without the root, whose name is the title
    is_key_objects: bool = False
    notices: tuple[str, ...] = ()  # what is not shown, and why

    @property
    def referenced_images(self) -> int:
        """How many images the content refers to, each once."""
        uids = {uid for i in self.items if i.value_type == "IMAGE" for uid in i.sop_instance_uids}
        return len(uids)
