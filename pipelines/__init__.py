"""Reads pages, finds copies and builds stories: functions from values to values."""
