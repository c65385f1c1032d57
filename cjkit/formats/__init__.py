"""A map to and from files."""
