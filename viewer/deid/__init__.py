"""Copies without identity, by PS3.15 Annex E, that are proven clean before anybody gets them."""
