"""A synthetic patient disc made by our own code, for `lightbox demo` and the tests."""
