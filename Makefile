# Shorthand for packaging/tasks.py, which is the same on every system.
PYTHON ?= python3

.PHONY: demo test lint lock setup
demo test lint lock setup:
	@$(PYTHON) packaging/tasks.py $@
