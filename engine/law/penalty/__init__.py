"""Penalties: which version of the law, which band, which thresholds, who can be punished at all, and what remedies are told."""
