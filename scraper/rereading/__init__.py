"""Kept pages read again: under better rules, or because a person accepted one."""
