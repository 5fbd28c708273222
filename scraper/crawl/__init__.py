"""Runs a crawl: chooses what is fetched, fetches it, stores it, and judges the sources."""
