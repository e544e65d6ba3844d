"""Session, frame loading, caches and viewport models; no Qt, no pydicom."""
