"""Whether text in pictures can be searched for here."""

from importlib.util import find_spec


def is_installed() -> bool:
    """Whether the optional library is there (extra `ocr`); it is not loaded."""
    return find_spec("rapidocr_onnxruntime") is not None
