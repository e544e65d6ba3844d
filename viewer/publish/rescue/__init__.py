"""A scratched disc to a copy: what can be read, a list of what cannot, names mended."""
