"""Saves the pages of a run with their articles, and the outcomes of their addresses."""
