"""Finds chosen lines that are inserted into the text and are no part of it."""
