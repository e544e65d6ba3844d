"""Rescue of a damaged disc, by hand."""
