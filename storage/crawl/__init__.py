"""The tables of the crawl: URLs, hosts, sources, indexes and runs."""
