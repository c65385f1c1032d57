"""Ready-made stage sets, touchpoints, metrics and questions, in Dutch and English."""
