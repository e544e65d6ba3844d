"""Model and numpy to pixels: pure functions, no Qt, no files."""
