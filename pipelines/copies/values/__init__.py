"""Compares the values by which reports are told apart: numbers, dates and names."""
