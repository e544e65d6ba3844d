"""Copies of what is open: to this computer, to a disc, to a stick."""
