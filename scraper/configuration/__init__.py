"""Reads and checks the settings before anything runs."""
