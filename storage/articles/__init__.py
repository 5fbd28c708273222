"""The tables of articles, raw pages and recurring lines."""
