"""Suggests the regions that a text is about, by the places it names."""
