"""An invented town and its evening, played by the real actions."""
