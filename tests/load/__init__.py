"""What the live core bears: run on demand with `python -m tests.load`, never collected by pytest."""
