"""The feeds, sitemaps and listings that a run reads, and the records of them."""
