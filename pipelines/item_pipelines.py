"""Thin Scrapy adapters around the stages: they call, count and store, and decide nothing."""
