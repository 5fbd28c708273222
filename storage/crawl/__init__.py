"""Stores the state of the crawl: URLs, hosts, sources, indexes and runs."""
