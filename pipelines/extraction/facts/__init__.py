"""The facts of an article, each chosen from the statements of its page."""
