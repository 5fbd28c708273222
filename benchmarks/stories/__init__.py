"""Benchmarks of copies and stories: pairs of texts, whole sets of texts, and Spark."""
