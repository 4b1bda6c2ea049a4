"""How a change reaches the disk: gathered, written in one transaction, logged, undoable."""
