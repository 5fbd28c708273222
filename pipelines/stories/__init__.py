"""Builds stories from pairs of copies, and keeps them up to date."""
