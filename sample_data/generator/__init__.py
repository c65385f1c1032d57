"""Makes the sample clients' data from a seed; knows nothing of cjkit, so that it can test it."""
