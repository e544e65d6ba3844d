"""`lightbox check`."""
