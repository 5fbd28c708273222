"""The values in a text by which reports are told apart: numbers, dates and names."""
