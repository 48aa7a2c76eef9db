"""What is asked and said in a notification: particulars, ways of giving it, acknowledgement, and failures."""
