"""What follows from a command: events, clocks, bands, corrections, compliance."""
