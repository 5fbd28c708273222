"""Rebuilds, imports and explains stories for the commands."""
