"""Stores stories, and the index by which copies are found."""
