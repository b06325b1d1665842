"""One module per change of the schema, in the order of their numbers; a released one is never edited."""
