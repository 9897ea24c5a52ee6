"""JSON Schemas (draft-07) for editors: what a person sees, gets offered and gets marked in a YAML file."""
