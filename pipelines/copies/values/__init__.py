"""The values in a text that tell events apart: numbers, dates and names, in any of their forms."""
