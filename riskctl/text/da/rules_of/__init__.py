"""The words of the rules, a family or two a module; `rules` puts them together."""
