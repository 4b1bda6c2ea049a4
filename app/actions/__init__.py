"""The verbs: the only code that changes rows; each is given a transaction and logs what it did."""
