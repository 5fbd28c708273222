"""Reads the indexes of a run (feeds, sitemaps, listings, channels), and records them."""
