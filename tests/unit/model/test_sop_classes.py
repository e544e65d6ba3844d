"""Names of SOP classes are for classes that exist."""

from pydicom._uid_dict import UID_dictionary

from viewer.media.directory_keys import is_storage
from viewer.model import sop_classes
from viewer.model.sop_classes import is_structured_report, sop_class_name

STORAGE = "1.2.840.10008.5.1.4.1.1."


def test_every_named_class_is_in_the_standards_register() -> None:
    uids = [STORAGE + suffix for suffix in sop_classes._NAMES] + list(sop_classes._OTHER_NAMES)
    unknown = [uid for uid in uids if uid not in UID_dictionary]
    assert unknown == [STORAGE + "66.7", STORAGE + "66.8"]  # newer than pydicom 3.0
    assert all(map(is_storage, unknown))


def test_key_objects_are_no_report() -> None:
    assert is_structured_report(STORAGE + "88.11")
    assert not is_structured_report(STORAGE + "88.59")
    assert not is_structured_report(STORAGE + "2")


def test_a_name_is_never_empty() -> None:
    assert sop_class_name(STORAGE + "2") == "CT image"
    assert sop_class_name("1.2.3") == "Object of class 1.2.3"
    assert sop_class_name("") == "Object of unknown class"
