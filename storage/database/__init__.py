"""Connections, errors, backups and checks of the database."""
