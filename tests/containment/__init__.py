"""Decoder processes that misbehave and are killed: what the viewer makes of it."""
