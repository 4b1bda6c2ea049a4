"""Keeping what an evening brought: copying the database aside, checking it, and bringing it back."""
