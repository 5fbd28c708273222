"""Finds the outlets that left out a story, and the outlets that printed a press release."""
