"""Pure rules: facts in, verdict out. No I/O, no clock."""
