"""One run of the crawl: what is fetched, in which order, and what becomes of it."""
