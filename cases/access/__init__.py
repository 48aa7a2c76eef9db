"""What somebody is given who asks for the data held about them (Data Protection Act 2018 s.45)."""
