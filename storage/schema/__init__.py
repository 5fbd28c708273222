"""Defines the tables, and the migrations that change them from version to version."""
