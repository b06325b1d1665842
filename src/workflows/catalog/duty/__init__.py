"""The record of a duty: evidence, waivers, intervals, confirmations; a stream beside the flows, kept as cases are."""
