"""Stores articles, raw pages, refused pages and recurring lines."""
