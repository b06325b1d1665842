"""Terms of the law as dated data."""
