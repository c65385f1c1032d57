"""The map as frozen values. This room knows no file, no frame and no chart."""
