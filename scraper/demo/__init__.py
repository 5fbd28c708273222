"""The bundled demo: eight sources on loopback, crawls of them, and a report of the result."""
