"""From bytes of feeds, sitemaps and pages to links, without any network."""
