"""What a frame source without slow images says of previews."""

from typing import NoReturn

from viewer.model.display_set import StackFrame


class NoPreviews:
    """Every frame comes whole."""

    def has_preview(self, frame: StackFrame) -> bool:
        del frame
        return False

    def preview(self, frame: StackFrame) -> NoReturn:
        raise AssertionError(f"nobody may ask for a preview of {frame.key}")
