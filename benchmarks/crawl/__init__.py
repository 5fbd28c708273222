"""Benchmarks of whole crawls: speed, several workers, start, memory, days of polling."""
