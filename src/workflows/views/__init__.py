"""What people and programs see of a flow and of a case, as data: forms, plain values, sentences. Nothing is decided."""
