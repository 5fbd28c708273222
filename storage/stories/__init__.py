"""The tables of stories and of the index of copies."""
