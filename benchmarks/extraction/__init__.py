"""Benchmarks of text extraction and of facts, and the fitting of the block model."""
