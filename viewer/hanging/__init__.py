"""Series to display sets, slice order, window presets: pure functions."""
