"""Chooses the facts of an article among the statements of its page."""
