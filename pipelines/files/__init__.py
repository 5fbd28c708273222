"""Reads and writes TOML, JSON Lines and output files; an error names its file and line."""
