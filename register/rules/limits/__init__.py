"""The dated catalogue of time limits, which a police lawyer can read without knowing Python."""
