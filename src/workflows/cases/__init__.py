"""What happened to a case, as values: events, the fold, the stored text, the chain."""
