"""Parses encodings, markup, JSON, dates, time zones and URLs."""
