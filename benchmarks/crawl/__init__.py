"""Whole crawls: beside the usual pipeline, with several workers, their start and memory."""
