"""The PostgreSQL store that several workers share."""
