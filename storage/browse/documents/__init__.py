"""Writes the documents that readers take from the site: feeds, OPML and digests."""
