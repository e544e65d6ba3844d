"""Studies to a verified disc: plan, stage, verify. And a scratched disc to a copy."""
