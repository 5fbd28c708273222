"""Finds sections amid the text or below it by their structure: rows, questions and entries."""
