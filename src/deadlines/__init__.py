"""Working days as announced, statutory terms as dated law, and an account of every due date."""
