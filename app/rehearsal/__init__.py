"""The evening before the evening: simulated phones that come in by the public door, and what they saw."""
