"""`python -m viewer` and the `lightbox` command."""
