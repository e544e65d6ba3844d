"""Files to model: media, DICOMDIR, headers and frame bytes; read-only, tolerant."""
