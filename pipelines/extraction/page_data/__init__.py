"""Reads the machine-readable data of a page: JSON-LD, meta tags, microdata, JSON in scripts."""
