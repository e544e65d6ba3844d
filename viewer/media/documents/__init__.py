"""Objects that are read instead of looked at: reports and encapsulated documents."""
