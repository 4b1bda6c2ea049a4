"""What devices are told: which parts of which screen are old, and the frames that carry them."""
