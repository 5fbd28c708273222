"""Lets a browser on this machine change ``alerts.toml`` and ``sources.toml`` through the site."""
