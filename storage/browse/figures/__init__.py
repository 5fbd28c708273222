"""Computes and draws figures on copies, outlets, citations and mentions."""
