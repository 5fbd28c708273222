"""Computes the stories of whole archives with Spark; texts are compared as in a crawl."""
