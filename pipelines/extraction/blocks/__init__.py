"""Chooses the blocks of a page that are the article's text."""
