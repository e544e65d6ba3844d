"""`lightbox info`."""
