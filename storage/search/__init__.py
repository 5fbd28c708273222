"""Full-text search, and the messages of alerts that wait to be sent."""
