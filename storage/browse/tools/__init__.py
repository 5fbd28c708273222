"""Offers the queries of pages and commands as tools of the Model Context Protocol (MCP)."""
