"""What is counted, by quarter, and what of it may be published."""
