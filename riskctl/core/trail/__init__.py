"""The trail: whether what has reached the mainline was ever touched, and whether every approval was valid then.

Pure: steps and contents in, findings out. Reading git is the edge's work (`riskctl.store.trail`).
"""
