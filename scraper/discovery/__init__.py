"""Reads links from the bytes of feeds, sitemaps and pages; nothing here uses the network."""
