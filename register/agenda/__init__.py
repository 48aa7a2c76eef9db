"""What somebody must act on and by when: one list out of many kinds of work, each of which adds its own source."""
