"""Readings of small texts: encodings, markup, dates, URLs."""
