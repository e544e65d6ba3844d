"""Copies without identity: what asks a person before one is made."""
