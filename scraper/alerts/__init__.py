"""The alerts of ``alerts.toml``: reading and delivery."""
