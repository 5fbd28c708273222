"""Searches articles by words, and stores the messages of alerts."""
