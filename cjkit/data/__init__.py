"""A client's raw files become linked events."""
