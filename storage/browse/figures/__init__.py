"""Numbers, tables and charts on copies, outlets, citations and mentions."""
