"""Danish, the default."""
