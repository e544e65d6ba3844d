# Shorthand for packaging/tasks.py, which is the same on every system.
PYTHON ?= python3
SECONDS ?= 600
MINUTES ?= 30

.PHONY: demo test lint lock audit setup bench bench-quick fuzz endure bundle bundle-accept bundle-check bundle-windows
demo test lint lock audit setup bench:
	@$(PYTHON) packaging/tasks.py $@
bundle:
	@$(PYTHON) packaging/tasks.py bundle --packed
bundle-accept:
	@$(PYTHON) packaging/tasks.py bundle --packed --accept
bundle-windows bundle-check:
	@$(PYTHON) packaging/tasks.py $@
bench-quick:
	@$(PYTHON) packaging/tasks.py bench --quick
fuzz:
	@$(PYTHON) packaging/tasks.py fuzz --seconds $(SECONDS)
endure:
	@$(PYTHON) packaging/tasks.py endure --minutes $(MINUTES)
