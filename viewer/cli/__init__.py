"""Commands; each module has `add_parser` and `run`."""
