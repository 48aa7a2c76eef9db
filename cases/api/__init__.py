"""What the API offers of casework and of people."""
