"""The doors: each route reads through models and writes through actions."""
