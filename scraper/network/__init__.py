"""What may be fetched and how much of it: public addresses, verified peers, bounded bodies."""
