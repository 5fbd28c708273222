"""Writes files that a browser on this machine may change: who may do it, and by which commands."""
