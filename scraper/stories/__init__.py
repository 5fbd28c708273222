"""Commands' work on stories: rebuild, import of an archive's stories, explanations."""
