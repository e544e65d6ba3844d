"""Views of objects that are not images."""
