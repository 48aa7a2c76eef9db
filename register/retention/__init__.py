"""How long records are kept: what decides it, what stands against disposal, and what disposal erases."""
