"""Where the window finds the tools; they are defined without Qt in `viewer.tools`."""

from viewer.tools.tool_mode import ToolMode

__all__ = ["ToolMode"]
