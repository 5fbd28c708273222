"""The downloader middlewares, which each request passes on its way to a host."""
