"""From studies to a verified disc: plan, stage, verify; a scratched disc to a copy of what is left."""
