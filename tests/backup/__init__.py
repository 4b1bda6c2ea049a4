"""Backups: what is found in them, how they are made and come back."""
