"""What must be done by a day, whoever owns it: watched from the first reminder until it is done."""
