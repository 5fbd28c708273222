"""Reads ``alerts.toml``, and delivers the messages of its alerts."""
