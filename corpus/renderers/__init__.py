"""How the demonstration corpus's sources become documents: one module per file format."""
