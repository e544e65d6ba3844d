"""Transfer syntaxes: their names for people and how their frames are coded (PS3.6 A-1)."""

from viewer.media.transfer_syntax import VIDEO

IMPLICIT_LE = "1.2.840.10008.1.2"
EXPLICIT_LE = "1.2.840.10008.1.2.1"
ENCAPSULATED_LE = "1.2.840.10008.1.2.1.98"
DEFLATED_DATA_SET = "1.2.840.10008.1.2.1.99"
EXPLICIT_BE = "1.2.840.10008.1.2.2"
GE_IMPLICIT_BE = "1.2.840.113619.5.2"  # private: implicit VR LE with big endian pixel words
RLE_LOSSLESS = "1.2.840.10008.1.2.5"
DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
ICC_TO_SRGB = "\0icc"  # a task for `icc.decode`; no file can name it, UIDs are read without NUL
TEXT_SEARCH = "\0text"  # likewise, for `text_search.decode`

# Not DICOM's: a document is drawn page by page, as if its pages were frames (`pdf`).
PDF_PAGE = "application/pdf"
PDF_PAGE_SIZES = "application/pdf; page sizes"

_JPEG = "1.2.840.10008.1.2.4."
JPEG_BASELINE = _JPEG + "50"

_NAMES = {
    IMPLICIT_LE: "uncompressed",
    EXPLICIT_LE: "uncompressed",
    ENCAPSULATED_LE: "uncompressed (encapsulated)",
    DEFLATED_DATA_SET: "uncompressed (deflated file)",
    EXPLICIT_BE: "uncompressed (big endian)",
    GE_IMPLICIT_BE: "uncompressed (GE, big endian)",
    TEXT_SEARCH: "a search for text",
    PDF_PAGE: "PDF",
    PDF_PAGE_SIZES: "PDF",
    RLE_LOSSLESS: "RLE (lossless)",
    DEFLATED_FRAME: "Deflate (lossless)",
    JPEG_BASELINE: "JPEG Baseline (lossy)",
    _JPEG + "51": "JPEG Extended (lossy)",
    _JPEG + "53": "JPEG Spectral Selection (lossy)",
    _JPEG + "55": "JPEG Progressive (lossy)",
    _JPEG + "57": "JPEG (lossless)",
    _JPEG + "70": "JPEG (lossless)",
    _JPEG + "80": "JPEG-LS (lossless)",
    _JPEG + "81": "JPEG-LS (near-lossless)",
    _JPEG + "90": "JPEG 2000 (lossless)",
    _JPEG + "91": "JPEG 2000",
    _JPEG + "92": "JPEG 2000 Part 2 (lossless)",
    _JPEG + "93": "JPEG 2000 Part 2",
    _JPEG + "94": "JPIP (pixels on a server)",
    _JPEG + "95": "JPIP (pixels on a server)",
    _JPEG + "201": "High-Throughput JPEG 2000 (lossless)",
    _JPEG + "202": "High-Throughput JPEG 2000 (lossless)",
    _JPEG + "203": "High-Throughput JPEG 2000",
    _JPEG + "110": "JPEG XL (lossless)",
    _JPEG + "111": "JPEG XL (recompressed JPEG)",
    _JPEG + "112": "JPEG XL",
    _JPEG + "100": "MPEG-2 video (lossy)",
    _JPEG + "100.1": "MPEG-2 video (lossy)",
    _JPEG + "101": "MPEG-2 HD video (lossy)",
    _JPEG + "101.1": "MPEG-2 HD video (lossy)",
    **{
        _JPEG + suffix: "H.264 video (lossy)"
        for suffix in (
            *("102", "102.1", "103", "103.1", "104", "104.1"),
            *("105", "105.1", "106", "106.1"),
        )
    },
    _JPEG + "107": "HEVC video (lossy)",
    _JPEG + "108": "HEVC 10-bit video (lossy)",
}


def _jpeg(*suffixes: str) -> frozenset[str]:
    return frozenset(_JPEG + suffix for suffix in suffixes)


NATIVE = frozenset(
    {
        *(IMPLICIT_LE, EXPLICIT_LE, ENCAPSULATED_LE),
        *(DEFLATED_DATA_SET, EXPLICIT_BE, GE_IMPLICIT_BE),
    }
)
PDF = frozenset({PDF_PAGE, PDF_PAGE_SIZES})
WHOLE_FILES = VIDEO | PDF  # `data` is the same for every frame
BIG_ENDIAN = frozenset({EXPLICIT_BE, GE_IMPLICIT_BE})
JPEG_2000 = _jpeg("90", "91", "92", "93", "201", "202", "203")
SLOW_WITH_LEVELS = _jpeg("90", "91")  # the high-throughput ones need no preview
_CODINGS = {
    **dict.fromkeys(_jpeg("50", "51", "53", "55"), "JPEG"),
    **dict.fromkeys(_jpeg("57", "70"), "lossless JPEG"),
    **dict.fromkeys(_jpeg("80", "81"), "JPEG-LS"),
    **dict.fromkeys(JPEG_2000, "JPEG 2000"),
    **dict.fromkeys(_jpeg("110", "111", "112"), "JPEG XL"),
}
CODESTREAMS = frozenset(_CODINGS)


def syntax_name(uid: str) -> str:
    """Name a transfer syntax in plain words; unknown ones by their UID."""
    return _NAMES.get(uid, uid or "unknown")


def coding_of(uid: str) -> str:
    """How the streams of a syntax must be coded, in the words of `codestream.Coding`."""
    return _CODINGS.get(uid, "")
