"""Mutated files of the register by the thousand, and what is asked of `check` for each of them."""
