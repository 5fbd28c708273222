"""Limits what is fetched: public addresses, verified certificates, bounded bodies."""
