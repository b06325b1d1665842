"""What a disclosure office does all year: its duties, when each is due, and the evidence that it was done."""
