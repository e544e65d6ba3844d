"""`lightbox export`."""
