"""`lightbox render`."""
