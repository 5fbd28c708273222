"""Lets several crawls share one run: the frontier and the leases in Redis."""
