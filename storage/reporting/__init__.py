"""What the outlets made of a story: who left it out, and who printed a press release."""
