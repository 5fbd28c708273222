"""Processes that read hostile pages under limits."""
