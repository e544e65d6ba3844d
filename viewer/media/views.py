"""From where a projection image was taken, out of its header (PS3.16 CID 4010, 4014, 4015)."""

from typing import Final

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset

# SNOMED CT and, for older files, SNOMED RT; named as the defined terms of View Position.
_VIEWS: Final = {
    "399162004": "CC",
    "R-10242": "CC",
    "399368009": "MLO",
    "R-10226": "MLO",
    "399260004": "ML",
    "R-10224": "ML",
    "399352003": "LM",
    "R-10228": "LM",
    "399099002": "LMO",
    "R-10230": "LMO",
    "399196006": "FB",
    "R-10244": "FB",
    "399188001": "SIO",
    "R-102D0": "SIO",
    "441555000": "ISO",
    "R-40AAA": "ISO",
    "399192008": "XCCL",
    "R-1024A": "XCCL",
    "399101009": "XCCM",
    "R-1024B": "XCCM",
    "272479007": "PA",
    "R-40888": "PA",
    "399348003": "AP",
    "R-10206": "AP",
    "399173006": "LL",
    "R-10236": "LL",
    "399198007": "RL",
    "R-10232": "RL",
    "399067008": "LATERAL",
    "R-102CD": "LATERAL",
    "399033003": "FRONTAL",
    "R-10202": "FRONTAL",
    "399006002": "LPO",
    "R-10212": "LPO",
    "399038007": "RPO",
    "R-10210": "RPO",
    "399135007": "LAO",
    "R-10220": "LAO",
    "399356000": "RAO",
    "R-40985": "RAO",
}
# Those that show less than the whole breast, or show it in another way.
_MODIFIERS: Final = {
    "399163009": "M",
    "R-102D6": "M",
    "399055006": "S",
    "R-102D7": "S",
    "399110001": "TAN",
    "R-102C2": "TAN",
    "399209000": "ID",
    "R-102D5": "ID",
    "399161006": "CV",
    "R-102D2": "CV",
    "399011000": "AT",
    "R-102D1": "AT",
    "399226006": "RM",
    "R-102D4": "RM",
    "399197002": "RL",
    "R-102D3": "RL",
    "414493004": "RI",
    "R-102CA": "RI",
    "415670009": "RS",
    "R-102C9": "RS",
}


def view_position(raw: RawDataset) -> str:
    """The view by its defined term: View Position, or what the view code means; "" if neither."""
    stated = raw.code(at.VIEW_POSITION)
    if stated or at.VIEW_CODE_SEQUENCE not in raw:
        return stated
    item = raw.first_item(at.VIEW_CODE_SEQUENCE)
    return _VIEWS.get(item.text(at.CODE_VALUE), "") if item is not None else ""


def view_modifiers(raw: RawDataset) -> tuple[str, ...]:
    """What makes a mammogram something else than the standard view: "M" magnified, "S" spot."""
    if at.VIEW_CODE_SEQUENCE not in raw:
        return ()
    item = raw.first_item(at.VIEW_CODE_SEQUENCE)
    modifiers = item.items(at.VIEW_MODIFIER_CODE_SEQUENCE) if item is not None else ()
    found = (_MODIFIERS.get(modifier.text(at.CODE_VALUE), "") for modifier in modifiers)
    return tuple(dict.fromkeys(filter(None, found)))
