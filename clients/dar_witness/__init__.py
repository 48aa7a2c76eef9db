"""A witness of the log: it signs what the log says only if that has grown out of what it signed before."""
