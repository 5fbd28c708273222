"""What the last polls of a source say of its state, and what a person has to do about it."""
