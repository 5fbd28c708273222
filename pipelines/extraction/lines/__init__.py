"""Recognises lines that are no part of a text: standing phrases, promotions, recurring lines."""
