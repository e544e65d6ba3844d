"""Copies without identity: the dialog that a person follows, page by page."""
