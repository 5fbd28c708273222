"""From a page to an article's text and facts."""
