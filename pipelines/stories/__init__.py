"""From pairs of copies to stories: sets of articles, kept up to date."""
