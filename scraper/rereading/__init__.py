"""Reads kept pages again, with new rules or after a person accepted one."""
