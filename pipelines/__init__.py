"""The values and the pure stages: bytes and values in, values out."""
