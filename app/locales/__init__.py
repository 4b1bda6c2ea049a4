"""The texts of the program in other languages, and the tool that keeps them up to date."""
