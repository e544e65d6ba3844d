"""Lightbox: a DICOM viewer that lives on patient media."""

__version__ = "0.1.0"
