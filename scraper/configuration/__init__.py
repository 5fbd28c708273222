"""The settings, checked once before anything runs."""
