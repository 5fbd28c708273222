"""Defines the tables, and how they change from version to version."""
