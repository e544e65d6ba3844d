"""Every limit that keeps a hostile or damaged medium from hurting, each named here alone.

What a value bounds comes first, then why it is that large; `Beyond` is what the person at the
screen is told, `Test` what shows it. `docs/limits.md` is made from this file
(`python packaging/limits_page.py`). Numbers that only make things fast stand where they are
used.
"""

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20

# --- Files and folders ---------------------------------------------------------------------

FOLDERS_SEARCHED: Final = 2000
"""Folders looked into for a DICOMDIR; a home folder is not searched to its end.

Beyond: files are found one by one, as on a medium without DICOMDIR.
"""

# --- Archives ------------------------------------------------------------------------------

ARCHIVE_ENTRIES: Final = 200_000
"""Entries of one ZIP archive; the largest exports of whole archives hold half as many.

Beyond: finding `archive-limit`; the first ones are read.
"""

ARCHIVE_EXPANDED_BYTES: Final = 64 * 1024 * MIB
"""Bytes that all entries of one archive expand to; more than a Blu-ray disc holds.

Beyond: finding `archive-limit` for each entry that is left out.
"""

ARCHIVE_RATIO: Final = 200
"""How many times its size an entry may expand to; images shrink to a tenth, reports to a 50th.

Beyond: finding `archive-limit`; the entry is not opened.
"""

ARCHIVE_RATIO_FROM_BYTES: Final = 64 * MIB
"""Expanded size from which the ratio counts: a black image shrinks to a thousandth.

Beyond: as for the ratio.
"""

ARCHIVE_DEPTH: Final = 2
"""Archives inside archives that are opened; a quine has no end.

Beyond: finding `archive-limit`; the inner archive stays closed.
"""

# --- DICOMDIR ------------------------------------------------------------------------------

DIRECTORY_BYTES: Final = 128 * MIB
"""Bytes of a DICOMDIR, which is read whole: three hundred thousand pictures.

Beyond: finding `directory-damaged`; what lies behind is found by looking at every file.
"""

DIRECTORY_DEPTH: Final = 8
"""Levels of records; the standard has four.

Beyond: finding `directory-damaged`; the record is placed by the order in the file.
"""

RECORD_NESTING: Final = 8
"""Sequences inside one another within one record.

Beyond: the record ends there; its file is read by its own header.
"""

# --- Data sets -----------------------------------------------------------------------------

VALUE_BYTES: Final = 512 * MIB
"""Bytes of one value other than pixels, such as an encapsulated document.

Beyond: finding `not-conformant`; the value counts as missing.
"""

TEXT_BYTES: Final = 64 * KIB
"""Bytes of a text or list of numbers that are decoded; a VR of names has 1 KiB at most.

Beyond: the value ends there.
"""

TEXT_CHARACTERS: Final = 1024
"""Characters of a name, identifier or description; the longest VR of those has 1024.

Beyond: the text ends with an ellipsis.
"""

ITEMS: Final = 20_000
"""Items of one sequence; eight bytes are an item, and each takes time.

Beyond: finding `not-conformant` says how many are read.
"""

DEVIATIONS: Final = 20
"""Kinds of deviations told of one data set: a hostile file does not fill the report.

Beyond: the first ones stand for the rest.
"""

INFLATED_BYTES: Final = 512 * MIB
"""Bytes a deflated data set expands to; it is never kept whole.

Beyond: finding `file-unreadable` says so.
"""

# --- Images --------------------------------------------------------------------------------

FRAME_BYTES: Final = 512 * MIB
"""Bytes of one decoded frame, five times the largest detector in use.

Beyond: the place of the image says how large it claims to be; finding `pixels-damaged`.
"""

FRAMES: Final = 250_000
"""Frames of one object: an hour of film at 60 a second has 216,000.

Beyond: finding `pixels-truncated` says how many are shown.
"""

FRAMES_DESCRIBED: Final = 50_000
"""Frames whose own functional groups are read; that many take seconds.

Beyond: finding `not-conformant`; the others have no known place.
"""

FRAGMENTS: Final = 1_000_000
"""Fragments of one compressed object; eight bytes are one, and each takes time.

Beyond: the image says that the rest is not read.
"""

STREAM_BYTES: Final = 1024 * MIB
"""Bytes of one compressed frame or of a whole film, as stored: more leaves a decoder no room.

Beyond: the place of the image says so.
"""

VOI_CHOICES: Final = 100
"""Windows, and tables, that a picture offers: each is a line of a menu.

Beyond: finding `not-conformant`; the first ones are offered.
"""

OVERLAY_BITS_PER_PIXEL: Final = 32
"""Bits of all overlays together for each pixel: twice the sixteen overlays there can be.

Beyond: the image says "overlay not usable, not shown".
"""

OVERLAY_BITS: Final = 1 << 23
"""Bits of overlays allowed on however small an image.

Beyond: as above.
"""

ICC_PROFILE_BYTES: Final = 16 * MIB
"""Bytes of a colour profile, ten times the largest for cameras and scanners.

Beyond: the image says "colour profile not usable, colours as stored".
"""

CODESTREAM_BOXES: Final = 64
"""Boxes looked through for the codestream of a JPEG 2000 or JPEG XL file.

Beyond: the place of the image says that there is no codestream.
"""

HELD_BYTES: Final = 512 * MIB
"""Bytes of overlays, colour profiles, tables and facts of frames kept of all headers together.

Beyond: finding `pixels-damaged`; pictures with more than a little of them are not shown.
"""

# --- Decoders ------------------------------------------------------------------------------

FRAME_SECONDS: Final = 8.0
"""Seconds a decoder may take for a frame: nothing may hang for more than ten.

Beyond: the decoder is stopped and started anew; the place of the image says so.
"""

WORKER_MIB: Final = 3072
"""Address space of a decoder process: several times the largest frame, and its libraries.

Beyond: the frame fails with "more memory than a decoder may use".
"""

ANSWER_BYTES: Final = 64 * KIB
"""Bytes of the answer of a decoder process, which nobody trusts.

Beyond: the process is ended; the place of the image says so.
"""

ANSWER_NOTICES: Final = 32
"""Notices in one answer.

Beyond: as above.
"""

ANSWER_TEXT_CHARACTERS: Final = 1000
"""Characters of one text in an answer.

Beyond: as above.
"""

# --- Documents -----------------------------------------------------------------------------

REPORT_DEPTH: Final = 40
"""Levels of the content tree of a structured report.

Beyond: the report says that deeper parts are not shown.
"""

REPORT_ITEMS: Final = 20_000
"""Items of a structured report.

Beyond: the report says that the rest of it is left out.
"""

REPORT_CHARACTERS: Final = 4_000_000
"""Characters of a structured report: a thousand pages.

Beyond: as above.
"""

REPORT_VALUE_CHARACTERS: Final = 100_000
"""Characters of one value in a report.

Beyond: the text ends with an ellipsis.
"""

PDF_PAGES: Final = 5000
"""Pages of a PDF that can be scrolled to.

Beyond: the document says how many pages there are and how many are shown.
"""

PDF_PAGE_PIXELS: Final = 24_000_000
"""Pixels of one drawn page.

Beyond: the page is drawn coarser and stretched.
"""

# --- Load report ---------------------------------------------------------------------------

FINDINGS_LISTED: Final = 2000
"""Findings that the window lists one by one; all are counted.

Beyond: the list says how many more there are.
"""

# --- Output --------------------------------------------------------------------------------

MISSING_ROWS: Final = 1000
"""Rows an export lists for frames that a header promises and nobody wrote.

Beyond: nothing more is listed; the load report counts the frames.
"""

RENDER_SIDE_PIXELS: Final = 16_384
"""Pixels along one side of a picture that `lightbox render` writes.

Beyond: wrong usage, said on the command line.
"""
