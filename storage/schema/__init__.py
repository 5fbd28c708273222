"""The tables and how they change from version to version."""
