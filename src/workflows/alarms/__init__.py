"""The reminder ladders: which alarm of a clock comes next."""
