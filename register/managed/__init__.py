"""What is due in managing registered people, as the pages and the nightly check ask for it."""
