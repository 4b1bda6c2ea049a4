"""One file per command of `zukunft`: its arguments and what it does."""
