"""Days as announced."""
