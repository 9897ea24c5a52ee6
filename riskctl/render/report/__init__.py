"""The reports that people read, each as a document."""
