"""Reads stored pages again, with the present rules or after a person accepted one."""
