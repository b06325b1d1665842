"""The files that a register may be kept in, each read as a stream of rows."""
