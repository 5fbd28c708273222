"""The bundled demo: seven outlets on loopback, a crawl of them, and a report of the result."""
