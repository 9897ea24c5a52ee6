"""Findings and views as text, JSON, Markdown."""
