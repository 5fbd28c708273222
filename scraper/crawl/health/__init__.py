"""Judges the state of a source by its last polls, pages and texts."""
