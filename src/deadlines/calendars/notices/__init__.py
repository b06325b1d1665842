"""Notices: text, files."""
