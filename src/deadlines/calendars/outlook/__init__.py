"""Past the last notice."""
