"""Everything a person can do, a module for each area."""
