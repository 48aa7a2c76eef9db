"""Training and checking the matching model with Splink. For developers: nothing of it runs in the register."""
