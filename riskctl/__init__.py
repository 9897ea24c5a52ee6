"""riskctl: municipal risk management under NIS2 over a git-tracked YAML register."""

__version__ = "0.1.0"
