"""Reads and writes files of people: TOML, JSON Lines, and errors that name file and line."""
