"""What a flow is written in, and the proof that it strands no case."""
