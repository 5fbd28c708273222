"""Stores everything in SQLite or PostgreSQL, searches it, and shows it with Datasette."""
