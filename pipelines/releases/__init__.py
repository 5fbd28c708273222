"""Tells what an outlet took of a press release, and what it added."""
