"""Decides whether two texts are copies of each other."""
