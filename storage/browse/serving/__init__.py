"""Changes every response of the site: adds security headers, and compresses texts."""
