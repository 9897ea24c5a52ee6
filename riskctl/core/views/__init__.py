"""What is shown, as values: one module for each thing."""
