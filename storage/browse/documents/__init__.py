"""What readers take from the site: feeds, lists of subscriptions, and digests."""
