"""Places: what differs from the national default, and what a place is counted by."""
