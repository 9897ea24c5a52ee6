"""A document as a value, and each format it can be written in."""
