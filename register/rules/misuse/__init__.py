"""What in the log may be misuse, as dated rules: pure functions over the entries of one person at a time."""
