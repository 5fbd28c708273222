"""Finds sections amid the text or below it by their repeated structure: rows and questions."""
