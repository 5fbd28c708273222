"""Reads the text and the facts of the article on a page."""
