"""Tests, and the modules with their helpers and data."""
