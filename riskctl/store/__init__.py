"""Files, git and YAML: everything that reads or writes."""
