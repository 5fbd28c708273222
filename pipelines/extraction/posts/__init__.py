"""Reads the public preview of a Telegram channel: its posts, their text and their facts."""
