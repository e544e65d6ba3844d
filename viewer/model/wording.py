"""Findings in words for the person in front of the screen: what, what it means, what to do.

Short, calm and active, never blaming; the technical detail of a `Finding` is one click away.
"""

from dataclasses import dataclass

from viewer.model.findings import FindingCode


@dataclass(frozen=True, slots=True)
class _Words:
    """`one` is said for a count of 1, `many` for more, with {n} for the number."""

    title: str
    one: str
    many: str


def _whole(title: str, sentence: str) -> _Words:
    """Words for what happens to a medium as a whole, whatever the count."""
    return _Words(title, sentence, sentence)


_WORDS = {
    FindingCode.DIRECTORY_MISSING: _whole(
        "No table of contents",
        "This medium has no table of contents (DICOMDIR), so all its files were searched. "
        "That takes longer and misses nothing.",
    ),
    FindingCode.DIRECTORY_DAMAGED: _whole(
        "Table of contents damaged",
        "The table of contents (DICOMDIR) is damaged or incomplete. Everything it still names "
        "is listed, and the other files were searched as well.",
    ),
    FindingCode.DIRECTORY_RECORD: _Words(
        "Odd entry in the table of contents",
        "1 entry of the table of contents names no file. There is nothing to show for it.",
        "{n} entries of the table of contents name no file. There is nothing to show for them.",
    ),
    FindingCode.DIRECTORY_MISMATCH: _Words(
        "Table of contents and pictures disagree",
        "In 1 place the table of contents names another patient or examination than the "
        "pictures do. What the pictures say is shown. Please check the name.",
        "In {n} places the table of contents names other patients or examinations than the "
        "pictures do. What the pictures say is shown. Please check the names.",
    ),
    FindingCode.FILE_MISSING: _Words(
        "Missing from the medium",
        "1 object is listed and is not on the medium. The copy may be incomplete. "
        "Ask whoever made it for a complete one.",
        "{n} objects are listed and are not on the medium. The copy may be incomplete. "
        "Ask whoever made it for a complete one.",
    ),
    FindingCode.FILE_NOT_LISTED: _Words(
        "Found beyond the table of contents",
        "1 object is on the medium without being listed. It is shown here; "
        "other programs may miss it.",
        "{n} objects are on the medium without being listed. They are shown here; "
        "other programs may miss them.",
    ),
    FindingCode.FILE_UNREADABLE: _Words(
        "Could not be read",
        "1 file could not be read. It may be damaged on the medium. Clean the disc and try "
        "again, or ask for a new copy.",
        "{n} files could not be read. They may be damaged on the medium. Clean the disc and "
        "try again, or ask for a new copy.",
    ),
    FindingCode.FOLDER_UNREADABLE: _Words(
        "Folder could not be read",
        "1 folder could not be read, so nobody knows what is in it. It may be damaged or "
        "protected. Clean the disc and try again, or ask for a new copy.",
        "{n} folders could not be read, so nobody knows what is in them. They may be damaged or "
        "protected. Clean the disc and try again, or ask for a new copy.",
    ),
    FindingCode.FILE_CUT_OFF: _Words(
        "Cut off",
        "1 file ends too early. What could be read of it is listed; ask for a new copy.",
        "{n} files end too early. What could be read of them is listed; ask for a new copy.",
    ),
    FindingCode.PATH_REFUSED: _Words(
        "Left untouched for safety",
        "1 name on this medium points outside it. It was left untouched for your safety.",
        "{n} names on this medium point outside it. They were left untouched for your safety.",
    ),
    FindingCode.NAME_DEVIATES: _whole(
        "File names differ",
        "Some files have other names than the table of contents says, which copying can "
        "cause. They were found all the same.",
    ),
    FindingCode.NOT_CONFORMANT: _Words(
        "Not quite by the standard",
        "1 file departs from the DICOM standard in a way that does not matter for viewing.",
        "{n} files depart from the DICOM standard in a way that does not matter for viewing.",
    ),
    FindingCode.UNSUPPORTED_OBJECT: _Words(
        "Not a picture or report",
        "1 object is of a kind that Lightbox lists and cannot show.",
        "{n} objects are of kinds that Lightbox lists and cannot show.",
    ),
    FindingCode.ENCRYPTED: _Words(
        "Encrypted",
        "1 file is encrypted. The program or password that came with the medium opens it.",
        "{n} files are encrypted. The program or password that came with the medium opens them.",
    ),
    FindingCode.ARCHIVE_LIMIT: _Words(
        "Archive too large",
        "1 part of an archive was left out because it would grow beyond a safe size. "
        "Unpack it yourself if you trust it, and open the folder.",
        "{n} parts of archives were left out because they would grow beyond a safe size. "
        "Unpack them yourself if you trust them, and open the folder.",
    ),
    FindingCode.DUPLICATE: _Words(
        "Stored twice",
        "1 file is an exact copy of another one. It is shown once.",
        "{n} files are exact copies of others. Each is shown once.",
    ),
    FindingCode.CONFLICTING_COPIES: _Words(
        "Two versions of one object",
        "1 object is here in two versions that differ. Both are shown. "
        "Ask whoever made the medium which one counts.",
        "{n} objects are here in versions that differ. All are shown. "
        "Ask whoever made the medium which ones count.",
    ),
    FindingCode.SEVERAL_PATIENTS: _whole(
        "More than one patient",
        "There is more than one patient on this medium. Check the name above each picture.",
    ),
    FindingCode.PIXELS_UNSUPPORTED: _Words(
        "Cannot be displayed",
        "1 picture is stored in a way that Lightbox does not know. The others are not affected.",
        "{n} pictures are stored in ways that Lightbox does not know. The others are not affected.",
    ),
    FindingCode.PIXELS_DAMAGED: _Words(
        "Picture damaged",
        "1 picture is damaged and cannot be shown. The others are not affected.",
        "{n} pictures are damaged and cannot be shown. The others are not affected.",
    ),
    FindingCode.PIXELS_DOUBTFUL: _Words(
        "Picture doubtful",
        "1 picture is shown, and something about it is not certain. The picture says what.",
        "{n} pictures are shown, and something about them is not certain. The pictures say what.",
    ),
    FindingCode.PIXELS_TRUNCATED: _Words(
        "Picture incomplete",
        "1 picture is cut short. What is there is shown, the rest stays empty.",
        "{n} pictures are cut short. What is there is shown, the rest stays empty.",
    ),
    FindingCode.VALUES_ODD: _Words(
        "Odd values",
        "1 picture has values that make no sense. They were replaced, and the picture says so.",
        "{n} pictures have values that make no sense. They were replaced, and the pictures say so.",
    ),
    FindingCode.STATE_UNUSABLE: _Words(
        "Marks that cannot be used",
        "1 file with marks on pictures, or notes on how to show them, cannot be used. "
        "The pictures are shown without it.",
        "{n} files with marks on pictures, or notes on how to show them, cannot be used. "
        "The pictures are shown without them.",
    ),
    FindingCode.GAP: _Words(
        "Slices missing",
        "There is 1 gap between the slices of a series. Pictures may be missing there.",
        "There are {n} gaps between the slices of series. Pictures may be missing there.",
    ),
    FindingCode.IRREGULAR_SPACING: _Words(
        "Uneven slice distance",
        "In 1 series the slices are not evenly spaced. Each is shown at its own place.",
        "In {n} series the slices are not evenly spaced. Each is shown at its own place.",
    ),
    FindingCode.TILTED: _Words(
        "Tilted slices",
        "In 1 series the slices are tilted against their direction. "
        "They are shown as they were taken.",
        "In {n} series the slices are tilted against their direction. "
        "They are shown as they were taken.",
    ),
    FindingCode.SAME_POSITION: _Words(
        "Slices at one place",
        "In 1 series several slices lie at the same place. All are shown, one after the other.",
        "In {n} series several slices lie at the same place. All are shown, one after the other.",
    ),
    FindingCode.NO_DICOM: _whole(
        "No medical pictures found",
        "There are no DICOM pictures here. Choose the disc or folder you were given as a "
        "whole, not a part of it.",
    ),
}


def title(code: FindingCode) -> str:
    """A heading of a few words."""
    return _WORDS[code].title


def describe(code: FindingCode, count: int = 1) -> str:
    """What `count` findings of one kind mean, and what to do, in plain sentences."""
    words = _WORDS[code]
    return words.one if count == 1 else words.many.format(n=f"{count:,}".replace(",", "\u202f"))
