"""Fetches images that articles and outlets name, and makes small ones of them for the site."""
