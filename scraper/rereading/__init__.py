"""Reads stored pages again: with the present rules, or because a person accepted a page."""
