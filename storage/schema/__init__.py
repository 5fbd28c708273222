"""Defines the tables, and the migrations that change the tables of an earlier version."""
