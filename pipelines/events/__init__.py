"""Finds events: stories in different words about one happening."""
