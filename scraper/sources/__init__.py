"""Reads and edits ``sources.toml``, and tries outlets before they are added to the file."""
